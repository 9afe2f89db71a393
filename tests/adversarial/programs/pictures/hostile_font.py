# outcome: runtime_error
# message: Error|error
# tries: load a damaged font into the C code that reads fonts

import random

import matplotlib
import matplotlib.pyplot as plt
from matplotlib import font_manager

with open(font_manager.findfont("DejaVu Sans"), "rb") as file:
    data = bytearray(file.read())
data[:200] = random.randbytes(200)
with open("hostile.ttf", "wb") as file:
    file.write(data)
font_manager.fontManager.addfont("hostile.ttf")
