# outcome: runtime_error
# message: PermissionError
# tries: listen for connections

import asyncio


async def main():
    server = await asyncio.start_server(lambda *a: None, "127.0.0.1", 8765)
    print("ESCAPED: listens at", server.sockets[0].getsockname())


asyncio.run(main())
