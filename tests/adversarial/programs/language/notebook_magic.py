# outcome: syntax_error
# tries: use the magic of notebooks

%matplotlib inline
!ls /
