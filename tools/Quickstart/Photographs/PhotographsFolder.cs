using System.Text;
using System.Text.Json;
using Platform.Shared;
using Platform.Shared.Files;
using Platform.Shared.Formats;

namespace Platform.Tools.Quickstart.Photographs;

/// <summary>The files of a quickstart on own photographs. Its record says for which arguments they were made.</summary>
public sealed record PhotographsFolder(string Root, string BundleName)
{
    public const string RecordName = "quickstart.json";
    public const string Version = "0.1.0";
    static readonly FileContract Contract = new("quickstart", 1, "tools quickstart");
    static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public string Measuring => In("measuring");
    public string Data => In("data");
    public string Encoder => In("encoder");
    public string EncoderDone => In("encoder.done");
    public string Head => In("head");
    public string Gan => In("gan");
    public string GanDone => In("gan.done");
    public string Synthetic => In("synthetic");
    public string SyntheticGrid => In("synthetic.png");
    public string Audit => In("audit");
    public string Models => In("models");
    public string Bundle => Path.Combine(Models, BundleName, Version);
    public string Report => In("report");

    public string In(string name) => Path.Combine(Root, name);

    public static string MetricsOf(string head) => Path.Combine(head, HeadContracts.MetricsName);

    static bool Is(string root) => File.Exists(Path.Combine(root, RecordName));

    /// <exception cref="InputException">A quickstart on own photographs was begun in the folder.</exception>
    public static void CheckNone(string root)
    {
        if (Is(root))
            throw new InputException(
                $"--out {root}: was made on own photographs; give --dataset and --source to go on with it, or another "
                    + "--out"
            );
    }

    /// <summary>Makes the folder, or goes on in one of the same arguments.</summary>
    /// <returns>what was measured when it was begun; null where nothing was yet</returns>
    /// <exception cref="InputException">The folder is of other arguments, or holds something else.</exception>
    public MeasuredPace? Open(PhotographsRequest request)
    {
        if (File.Exists(Root))
            throw new InputException($"--out {Root}: is a file; name a folder");
        if (!Is(Root))
        {
            if (Directory.Exists(Root) && Directory.EnumerateFileSystemEntries(Root).Any())
                throw new InputException(
                    $"--out {Root}: holds other files than those of these photographs; name a new folder"
                );
            return null;
        }
        var record = Contract.Read<Record>(In(RecordName), Json);
        return record.Request == request with { Threads = null, DryRun = false, Serve = true }
            ? record.Pace
            : throw new InputException(
                $"--out {Root}: was made with {record.Request.Line}; give the same to go on with it, or another --out"
            );
    }

    public void Save(PhotographsRequest request, MeasuredPace? pace)
    {
        Directory.CreateDirectory(Root);
        AtomicFile.Write(In(RecordName), Encoding.UTF8.GetBytes(Contract.Text(new Record(request, pace), Json)));
    }

    sealed record Record(PhotographsRequest Request, MeasuredPace? Pace);
}
