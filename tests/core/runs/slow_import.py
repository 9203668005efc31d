"""Takes long to import, as Keras does."""

import time

time.sleep(2)
