"""Pictures of every page while somebody works on them: python3 look.py FOLDER [PAGE…]"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

from conftest import Site  # noqa: E402
from culprit_server import Culprit  # noqa: E402
from devtools import DevTools, Window, find_chromium  # noqa: E402

LOOKS = {
    "wide-light-en": {},
    "wide-dark-ko": {"scheme": "dark", "language": "ko"},
    "phone-light-ko": {"width": 390, "height": 844, "language": "ko"},
    "phone-dark-en": {"width": 390, "height": 844, "scheme": "dark"},
}


def main():
    folder, wanted = sys.argv[1], sys.argv[2:]
    os.makedirs(folder, exist_ok=True)
    with Culprit() as server:
        site, tools = Site(server), DevTools(find_chromium())
        try:
            window = Window(tools, site.base)
            window.log_in(site.session)
            for name, address in site.pages.items():
                if wanted and name not in wanted:
                    continue
                for look, how in LOOKS.items():
                    window.look(**how).open(address)
                    beyond = window.run("document.documentElement.scrollWidth - innerWidth")
                    window.picture(os.path.join(folder, f"{name}-{look}.png"))
                    print(name, look, f"sideways by {beyond}" if beyond > 0 else "", *window.complaints)
        finally:
            tools.close()


if __name__ == "__main__":
    main()
