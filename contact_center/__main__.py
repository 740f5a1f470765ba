"""python -m contact_center."""

import sys

from contact_center.cli import main

sys.exit(main())
