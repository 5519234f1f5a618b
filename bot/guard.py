"""Nobody sees a traceback: whatever goes wrong becomes one sentence on standard error and an exit status.

    0  a reply was made, whatever it says        130  stopped by Ctrl-C
    1  no reply could be made                    141  whoever read the reply went away
    2  wrong usage (said by typer)
"""

import errno
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

NO_REPLY, STOPPED, READER_GONE = 1, 130, 141


def guarded(work: Callable[[], int], environ: Mapping[str, str]) -> int:
    """The exit status of ``work``, with everything it wrote really written."""
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, "standard output is closed")
        status = work()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return STOPPED
    except BrokenPipeError:
        _let_go_of_output()
        return READER_GONE
    except OSError as trouble:
        _let_go_of_output()
        return _say(_unwritten(trouble))
    except ModuleNotFoundError:
        raise  # main says what is not installed
    except Exception as trouble:
        return _say(sentence(trouble, environ))
    return status


def sentence(trouble: Exception, environ: Mapping[str, str]) -> str:
    """What to tell of a failure: its own sentence where it is one of ours, else where the log of it is."""
    from briefings.errors import FactboxError
    from config.settings import SettingsProblems

    if isinstance(trouble, FactboxError | SettingsProblems):
        return str(trouble)
    from bot.log import note_crash

    file = note_crash(trouble, _data_dir(environ))
    where = f"What happened is noted in {file}." if file else "It could not be noted, as the data folder cannot be written."
    return f"Something went wrong inside Factbox ({type(trouble).__name__}). {where}"


def _data_dir(environ: Mapping[str, str]) -> Path:
    """The data folder, also where other settings are wrong."""
    from config.readers import a_folder, data_folder

    given = environ.get("FACTBOX_DATA_DIR", "").strip()
    return a_folder(given) if given else data_folder(environ)


def _unwritten(trouble: OSError) -> str:
    what = trouble.filename or "the reply"
    if trouble.errno == errno.ENOSPC:
        return f"There is no room left on the disk to write {what}."
    return f"Factbox could not read or write {what}: {(trouble.strerror or str(trouble)).lower()}."


def _say(words: str) -> int:
    with suppress(OSError):
        print(words, file=sys.stderr)
    return NO_REPLY


def _let_go_of_output() -> None:
    """Send what is still unwritten to nowhere, or Python complains of it once more on its way out."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
