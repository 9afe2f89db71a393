# outcome: runtime_error
# flags: network
# message: URLError|PermissionError
# tries: ask the cloud's metadata service for credentials

import urllib.request

print("ESCAPED:", urllib.request.urlopen("http://169.254.169.254/latest/meta-data/iam/", timeout=3).read())
