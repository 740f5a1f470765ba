"""What processes use: seconds of processor time and bytes of memory, of a process and all that it has started."""

from contact_center.bench.server import BenchError

try:
    import psutil
except ImportError:
    raise BenchError("The package psutil is missing: install contact-center[bench].") from None


def processor_seconds(pid: int) -> float:
    """User and system time of a process and its children, those that have ended included."""
    root = psutil.Process(pid)
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue  # its parent has its time now
        total += times.user + times.system + times.children_user + times.children_system
    return total


def proportional_bytes(pid: int) -> int:
    """Memory of a process and its children; what is shared with others counts by share (PSS)."""
    root = psutil.Process(pid)
    return sum(process.memory_full_info().pss for process in (root, *root.children(recursive=True)))


def parent_of(pid: int) -> int:
    """Raises BenchError where the process is not on this machine."""
    try:
        return psutil.Process(pid).ppid()
    except psutil.NoSuchProcess:
        raise BenchError("The database runs on another machine, so its processor time cannot be counted.") from None
