# outcome: ok
# tries: read the home folders and what is usually kept in them

import glob
import os

for folder in ("/root", "/home", *[f"/home/{name}" for name in ("user", "ubuntu", "debian", "admin")]):
    try:
        if os.listdir(folder):
            print("ESCAPED:", folder, os.listdir(folder))
    except OSError:
        pass
    for name in (".bashrc", ".profile", ".bash_history", ".ssh/id_rsa", ".netrc", ".env", ".cache/huggingface/token"):
        try:
            with open(os.path.join(folder, name)) as file:
                print("ESCAPED:", folder, name, file.read())
        except OSError:
            pass
if glob.glob("/root/*") + glob.glob("/home/*/*"):
    print("ESCAPED:", glob.glob("/root/*"), glob.glob("/home/*/*"))
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
