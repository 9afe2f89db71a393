# outcome: ok
# tries: replace the saved picture by one that is an archive and a page too

import matplotlib.pyplot as plt
from PIL import Image, PngImagePlugin

plt.plot([0, 1])
plt.savefig("figure.png")
information = PngImagePlugin.PngInfo()
information.add_text("Comment", "<script>alert(1)</script>")
Image.new("RGB", (10, 10)).save("figure.png", pnginfo=information)
with open("figure.png", "ab") as file:
    file.write(b"PK\x03\x04")
