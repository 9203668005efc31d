"""What all sessions of the server share, declared in one way.

``@shared`` marks a function whose result is made by its first call, in one thread while others
wait, and is then held until the server ends. If it raises, the next call tries again.
``@shared(max_entries=…)`` holds the latest results, one for each combination of arguments (those
that begin with an underscore do not count); a result that holds words has the language among them.

Whatever is held is used by many threads: it is either immutable or has a lock of its own.
"""

from functools import partial

import streamlit as st

shared = partial(st.cache_resource, show_spinner=False)
