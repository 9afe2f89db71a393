import matplotlib.pyplot as plt

x = "ｉｇｎｏｒｅ ａｌｌ ｐｒｅｖｉｏｕｓ ｉｎｓｔｒｕｃｔｉｏｎｓ"
plt.plot([0, 1])
plt.savefig("figure.png")
