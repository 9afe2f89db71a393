# outcome: runtime_error
# tries: raise an exception with text that cannot be encoded

raise ValueError("\ud800 \0 \x1b[2J \u202e \r\n --- </script>")
