# outcome: tampered
# tries: send a list with as many numbers as the channel takes, and claim a billion bytes
# uses: forger, list_forger
# message: the element list has not the size it claims

forge_list(lambda elements: b"[" + b"0," * 2_500_000 + b"0]", claim=10**9)
import matplotlib.pyplot as plt

plt.plot([0, 1])
plt.show()
