namespace Platform.Inference.Security;

/// <summary>
/// Tells whether files changed: when each was written and how long it is, of the file that a link leads to.
/// </summary>
readonly record struct FileStamp(DateTime Written, long Length)
{
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;
        return file.Exists ? new(file.LastWriteTimeUtc, file.Length) : default;
    }
}
