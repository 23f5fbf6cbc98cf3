namespace Platform.CommandLine;

/// <summary>
/// Nobody reads standard output any more, as behind <c>| head</c>: the command has nothing left to do.
/// </summary>
public sealed class OutputClosedException() : Exception("standard output: its reader is gone");
