# outcome: syntax_error
# tries: leave the fence of an answer around the program

```python
import matplotlib.pyplot as plt
```
