# outcome: ok
# tries: hook everything that Python calls by itself, so that it would act in the next program

import atexit
import builtins
import gc
import os
import sys
import threading
import weakref


def planted(*args, **kwargs):
    sys.stdout.write("planted\n") if args and args[0] == "open" and "innocent" in str(args) else None


class Finder:
    def find_spec(self, name, path=None, target=None):
        planted(name)


sys.addaudithook(planted)
sys.settrace(planted)
sys.setprofile(planted)
threading.settrace(planted)
threading.setprofile(planted)
gc.callbacks.append(planted)
atexit.register(planted)
os.register_at_fork(before=planted, after_in_parent=planted, after_in_child=planted)
sys.meta_path.insert(0, Finder())
sys.path_hooks.insert(0, lambda path: (_ for _ in ()).throw(ImportError()))
sys.excepthook = sys.unraisablehook = sys.displayhook = builtins.__build_class__.__call__
weakref.finalize(sys, planted)
sys.setswitchinterval(1e-6)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
