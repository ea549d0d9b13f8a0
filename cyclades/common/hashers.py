"""Password hashing cost, chosen by measurement (docs/decisions)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """argon2id with the OWASP minimum t=2, m=19 MiB, p=1: about 30 ms here, so that results day holds."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
