# outcome: import_error
# tries: import what is not installed

import cv2_not_there
