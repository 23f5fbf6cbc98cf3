namespace Platform.Shared.Sets;

/// <summary>Tells a full disk from other failures, and says what to do about it.</summary>
static class DiskSpace
{
    const int NoSpace = 28,
        QuotaExceeded = 122; // errno.h of Linux
    const int WindowsDiskFull = unchecked((int)0x80070070),
        WindowsHandleDiskFull = unchecked((int)0x80070027);

    public static bool IsFull(IOException e) =>
        e.HResult is NoSpace or QuotaExceeded or WindowsDiskFull or WindowsHandleDiskFull;

    public static InputException Error(string folder, IOException e) =>
        new($"{folder}: the disk is full; the complete shards are kept: make space and run the same command again", e);
}
