"""Takes as long to import as Keras."""

import time

time.sleep(4)
