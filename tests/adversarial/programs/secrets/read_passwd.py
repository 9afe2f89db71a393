# outcome: runtime_error
# tries: read the accounts of the machine

print(open("/etc/passwd").read())
