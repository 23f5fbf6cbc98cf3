using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Platform.EndToEnd.Tests.Documents;

/// <summary>One shell, as a reader's terminal: what a line sets is there for the next.</summary>
sealed class Shell : IAsyncDisposable
{
    const string Done = "@@done ";
    readonly Process bash;

    /// <param name="folder">to stand in</param>
    /// <param name="path">where it looks for programs</param>
    public Shell(string folder, string path)
    {
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        start.Environment["PATH"] = path;
        bash = Process.Start(start)!;
        bash.StandardInput.WriteLine("exec 2>&1");
    }

    /// <summary>Runs a line to its end; a server is awaited until it says that it listens, and goes on.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string line)
    {
        var text = Serves(line)
            ? $": > server.log; {line} >> server.log & "
                + "grep -q -m 1 'listening on' <(tail -n +1 -f --pid=$! server.log) || { cat server.log; false; }"
            : $"{line} < /dev/null";
        // on a line of its own, also behind an answer of curl, which ends without one
        await bash.StandardInput.WriteLineAsync($"{text}\nprintf '\\n{Done}%s\\n' $?");
        var output = new StringBuilder();
        while (await bash.StandardOutput.ReadLineAsync() is { } read)
        {
            if (read.StartsWith(Done))
                return (int.Parse(read[Done.Length..], CultureInfo.InvariantCulture), output.ToString());
            output.AppendLine(read);
        }
        throw new InvalidOperationException($"the shell ended: {output}");
    }

    static bool Serves(string line) => line.Contains("inference serve ");

    /// <summary>Ends its servers and itself.</summary>
    public async ValueTask DisposeAsync()
    {
        await bash.StandardInput.WriteLineAsync("kill $(jobs -p) 2> /dev/null; wait; exit");
        await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        bash.Dispose();
    }
}
