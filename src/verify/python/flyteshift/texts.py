"""What documents say of Python objects in words."""

import re
import traceback


def error_of(error):
    """An exception, as documents hold it."""
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {"type": type(error).__name__, "message": str(error), "trace": trace}


def without_addresses(text):
    """Addresses differ from run to run; without them, equal objects have equal texts."""
    return re.sub(r" at 0x[0-9a-fA-F]+", "", text)
