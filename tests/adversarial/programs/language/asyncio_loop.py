# outcome: runtime_error
# message: PermissionError
# tries: run an event loop, which wakes itself through a pair of sockets

import asyncio

import matplotlib.pyplot as plt


async def main():
    await asyncio.sleep(0)
    plt.plot([0, 1])
    plt.show()


asyncio.run(main())
