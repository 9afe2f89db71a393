# outcome: tampered
# tries: claim an outcome that only the runner may give
# uses: forger

def change(header, picture):
    header = header.replace(b'"figure"', b'"sandbox_error"')
    return header, picture


forge(change)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
