# outcome: runtime_error
# message: Error
# tries: leave a block of shared memory for the next program

from multiprocessing import shared_memory

block = shared_memory.SharedMemory("left_by_attacker", create=True, size=4096)
block.buf[:6] = b"secret"
