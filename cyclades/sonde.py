"""`python -m cyclades.sonde`: exit code 0 when this container's web server is ready (its health check)."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    """Ask /readyz as the front server would, under the first name of ALLOWED_HOSTS."""
    hote = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip()
    demande = urllib.request.Request(
        f"http://127.0.0.1:{os.environ.get('PORT') or 8000}/readyz", headers={"Host": hote}
    )
    try:
        with urllib.request.urlopen(demande, timeout=4) as reponse:  # noqa: S310
            return 0 if reponse.status == 200 else 1
    except (urllib.error.URLError, OSError):
        return 1


if __name__ == "__main__":
    sys.exit(main())
