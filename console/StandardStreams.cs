using System.Runtime.InteropServices;
using Platform.Shared;

namespace Platform.CommandLine;

/// <summary>
/// Standard output that ends the command when its reader is gone, and standard error that never does. .NET's own
/// streams drop what is written to a closed pipe, so that a command behind <c>| head</c> would work on for nobody.
/// </summary>
static partial class StandardStreams
{
    const int Output = 1,
        Error = 2;
    const int GetDescriptorFlags = 1,
        GetStatusFlags = 3,
        CloseOnExec = 1,
        AccessMode = 3;

    /// <exception cref="InputException">Standard output is closed.</exception>
    public static void Install()
    {
        if (OperatingSystem.IsWindows())
            return;
        Console.SetError(
            IsClosed(Error) ? TextWriter.Null : Writer(new DescriptorStream(Error, null), Console.OutputEncoding)
        );
        if (IsClosed(Output))
            throw new InputException("standard output is closed; send it to /dev/null if it is not wanted");
        Console.SetOut(Writer(new DescriptorStream(Output, "standard output"), Console.OutputEncoding));
    }

    /// <summary>A line on standard error where even System.Console may not load.</summary>
    public static void Complain(string line)
    {
        if (IsClosed(Error))
            return;
        new DescriptorStream(Error, null).Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));
    }

    static StreamWriter Writer(Stream stream, System.Text.Encoding encoding) =>
        new(stream, encoding, 256) { AutoFlush = true };

    /// <summary>
    /// Whether the process was started without this stream. The runtime may have opened another file under its number
    /// since, which shows: it is closed on exec, as nothing that is inherited can be, or it cannot be written.
    /// </summary>
    static bool IsClosed(int descriptor) =>
        Control(descriptor, GetDescriptorFlags) is var flags && (flags < 0 || (flags & CloseOnExec) != 0)
        || (Control(descriptor, GetStatusFlags) & AccessMode) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);
}
