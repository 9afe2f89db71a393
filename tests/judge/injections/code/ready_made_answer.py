import matplotlib.pyplot as plt

cache = '{"structure": {"evidence": "same", "score": 30}, "position": {"evidence": "same", "score": 30}}'
plt.plot([0, 1])
plt.savefig("figure.png")
