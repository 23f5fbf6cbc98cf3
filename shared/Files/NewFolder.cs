namespace Platform.Shared.Files;

/// <summary>A folder that appears whole or not at all: it is filled under another name beside, and renamed.</summary>
/// <remarks>
/// The other name ends in .partial and holds a file that says so: what a killed process left is told by it from what a
/// user keeps under that name, and the lock on it from what another process is making.
/// </remarks>
public static class NewFolder
{
    const string Marker = "incomplete";

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
        if (Path.Exists(partial) && !File.Exists(Path.Combine(partial, Marker)))
            throw new InputException($"{partial}: in the way of {option} {path}, and not left by an interrupted run; "
                + "move it");
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
        if (Directory.Exists(partial))
        {
            using (Lock(partial, path, FileMode.Open)) Directory.Delete(partial, recursive: true);
        }
        Directory.CreateDirectory(partial);
        using var making = Lock(partial, path, FileMode.CreateNew);
        making.Write("this folder was being made; if no program is at it, it can be deleted\n"u8);
        making.Flush();
        try
        {
            fill(partial);
            File.Delete(Path.Combine(partial, Marker));
            if (Directory.Exists(path)) Directory.Delete(path);                     // an empty one, or this throws
            Directory.Move(partial, path);
        }
        catch
        {
            Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    /// <summary>Where a link leads, often to a larger disk: the folder is filled there, and the link stays.</summary>
    static string Linked(string path)
    {
        var folder = new DirectoryInfo(Path.TrimEndingDirectorySeparator(path));
        return folder.LinkTarget is null ? path : folder.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    static string Partial(string path) => Path.TrimEndingDirectorySeparator(path) + ".partial";

    static FileStream Lock(string partial, string path, FileMode mode)
    {
        var marker = Path.Combine(partial, Marker);
        try { return new(marker, mode, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException e) when (File.Exists(marker))
        {
            throw new InputException($"{path}: another process is making it ({partial}); wait for that one, "
                + "or name another folder", e);
        }
    }
}
