# outcome: resource_limit
# tries: open files without end

hoard = []
while True:
    hoard.append(open("/dev/null"))
