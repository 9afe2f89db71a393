# outcome: runtime_error
# flags: network
# tries: fetch a page from this machine

import urllib.request

urllib.request.urlopen("http://127.0.0.1:1/")
