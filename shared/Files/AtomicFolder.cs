namespace Platform.Shared.Files;

/// <summary>
/// A folder that appears whole or not at all: it is filled in another one beside it, flushed, and moved out of there.
/// </summary>
/// <remarks>
/// The other one's name ends in .partial, and it holds a file that says so: what a killed process left is told by it
/// from what a user keeps under that name, and the lock on it from what another process is making.
/// </remarks>
public static class AtomicFolder
{
    const string Marker = "incomplete",
        Content = "content";

    /// <summary>For before the work: the folder must not be there, or be empty.</summary>
    /// <param name="option">that names it</param>
    /// <exception cref="InputException">
    /// It holds something, or something that we did not make lies where it is to be filled.
    /// </exception>
    public static void CheckFree(string path, string option)
    {
        if (File.Exists(path))
            throw new InputException($"{option} {path}: a file of that name exists already; name another folder");
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new InputException($"{option} {path}: holds files already; name another folder, or delete it");
        var partial = Partial(Linked(path));
        if (Path.Exists(partial) && !IsOurs(partial))
            throw new InputException(
                $"{partial}: in the way of {option} {path}, and not left by an interrupted run; move it"
            );
    }

    /// <param name="fill">takes the folder to write into; what it throws leaves nothing behind</param>
    /// <exception cref="InputException">
    /// As <see cref="CheckFree"/>, or another process is making the folder.
    /// </exception>
    public static void Make(string path, string option, Action<string> fill)
    {
        CheckFree(path, option);
        path = Linked(path);
        var partial = Partial(path);
        Directory.CreateDirectory(partial);
        FaultPoint.At(FaultPoint.FolderBegun);
        using var making = Lock(partial, path);
        making.Stream.Write("this folder was being made; if no program is at it, it can be deleted\n"u8);
        making.Stream.Flush();
        FaultPoint.At(FaultPoint.FolderLocked);
        try
        {
            CheckFree(path, option); // made by another process, since
            Fill(Path.Combine(partial, Content), path, fill);
        }
        finally
        {
            making.Dispose();
            if (Directory.Exists(partial))
                Directory.Delete(partial, recursive: true);
        }
    }

    static void Fill(string content, string path, Action<string> fill)
    {
        if (Directory.Exists(content))
            Directory.Delete(content, recursive: true); // of a process that was killed
        Directory.CreateDirectory(content);
        fill(content);
        FaultPoint.At(FaultPoint.FolderFilled);
        Durable.FlushTree(content);
        FaultPoint.At(FaultPoint.FolderFlushed);
        if (Directory.Exists(path))
            Directory.Delete(path); // an empty one, or this throws
        Directory.Move(content, path);
        FaultPoint.At(FaultPoint.FolderRenamed);
        Durable.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Where a link leads, often to a larger disk: the folder is filled there, and the link stays.</summary>
    static string Linked(string path)
    {
        var folder = new DirectoryInfo(Path.TrimEndingDirectorySeparator(path));
        return folder.LinkTarget is null ? path : folder.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>It is marked, or was just made: a process may be killed between the two.</summary>
    static bool IsOurs(string partial) =>
        File.Exists(Path.Combine(partial, Marker))
        || (Directory.Exists(partial) && !Directory.EnumerateFileSystemEntries(partial).Any());

    static string Partial(string path) => Path.TrimEndingDirectorySeparator(path) + ".partial";

    static FileLock Lock(string partial, string path) =>
        FileLock.Try(Path.Combine(partial, Marker))
        ?? throw new InputException(
            $"{path}: another process is making it ({partial}); wait for that one, or name another folder"
        );
}
