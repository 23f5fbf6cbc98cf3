namespace Platform.Shared.Files;

/// <summary>
/// The named steps of what must survive being killed. A test stops a process at one of them; nothing else can set it.
/// </summary>
static class FaultPoint
{
    /// <summary>Every step, in the order in which a file and a folder go through them.</summary>
    public static readonly IReadOnlyList<string> Files = [FileBegun, FileWritten, FileFlushed, FileRenamed],
        Folders = [FolderBegun, FolderLocked, FolderFilled, FolderFlushed, FolderRenamed];

    public const string FileBegun = "file begun",
        FileWritten = "file written",
        FileFlushed = "file flushed",
        FileRenamed = "file renamed";

    public const string FolderBegun = "folder begun",
        FolderLocked = "folder locked",
        FolderFilled = "folder filled",
        FolderFlushed = "folder flushed",
        FolderRenamed = "folder renamed";

    static readonly AsyncLocal<Action<string>?> Listener = new();

    /// <summary>Is told of each step before the next one begins, in the flow of calls that set it.</summary>
    public static Action<string>? Reached
    {
        set => Listener.Value = value;
    }

    public static void At(string step) => Listener.Value?.Invoke(step);
}
