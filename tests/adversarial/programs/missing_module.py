# outcome: import_error

import cv2_not_there
