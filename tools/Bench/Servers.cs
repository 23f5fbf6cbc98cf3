using Google.Protobuf;
using Platform.Shared;
using Platform.Tools.Calling;
using Platform.Tools.Loading;
using Platform.Tools.Phases;

namespace Platform.Tools.Bench;

/// <summary>Servers of the platform's protocol, and the calls that time them.</summary>
static class Servers
{
    /// <summary>What a server's line begins with once it answers; its address follows.</summary>
    public const string Ready = "listening on ";

    /// <summary>
    /// Seconds of load before the first run, until what runs often is compiled for it, in the servers and in the
    /// callers.
    /// </summary>
    public const double WarmUp = 10;

    /// <param name="published">folder to take the program from; null: as it was built</param>
    /// <param name="more">options</param>
    public static Launch Ours(string bundle, int threads, string? published = null, params IEnumerable<string> more) =>
        Launch.Phase(
            PhaseProgram.Inference,
            ["serve", bundle, "--port", "0", "--threads", $"{threads}", "--concurrency", $"{threads}", .. more],
            published
        );

    public static Peer Node => Peer.Node("onnxruntime-node", "sharp", "@grpc/grpc-js", "@grpc/proto-loader");

    /// <param name="maxBatch">images of one run of the network; 1: one run a call</param>
    public static Launch OfNode(string bundle, int threads, int maxBatch) =>
        Node.Launch(
            "server.js",
            "--bundle",
            bundle,
            "--protos",
            Peer.Protos!,
            "--threads",
            $"{threads}",
            "--max-batch",
            $"{maxBatch}"
        );

    public static Peer Python(string program) =>
        Peer.Python(program, "torch", "grpc", "google.protobuf", "PIL", "numpy", "onnx");

    public static Launch OfPython(string program, string bundle, int threads) =>
        Python(program).Launch("server.py", "--bundle", bundle, "--protos", Peer.Protos!, "--threads", $"{threads}");

    /// <summary>Classifies the photographs over and over for so many seconds.</summary>
    /// <param name="callers">at once, each of whom waits for the answer</param>
    /// <exception cref="InputException">A call failed or an answer changed.</exception>
    public static async Task<LoadReport> LoadAsync(
        string side,
        string address,
        byte[][] photographs,
        int callers,
        double seconds,
        CancellationToken cancel
    )
    {
        var run = new LoadRun(
            address,
            new ServerAccess(),
            [.. photographs.Select((p, i) => ($"{i:D3}.jpg", ByteString.CopyFrom(p)))],
            new([]),
            callers,
            null,
            null,
            quiet: true
        );
        var report = await run.RunAsync(TimeSpan.FromSeconds(seconds), cancel);
        cancel.ThrowIfCancellationRequested();
        return report.Passed
            ? report
            : throw new InputException($"{side}: {string.Join("; ", report.Lines().Skip(2))}");
    }
}
