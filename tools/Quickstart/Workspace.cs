namespace Platform.Tools.Quickstart;

/// <summary>
/// The files of a quickstart run. Each step is done when its file is there, so a run that was stopped goes on.
/// </summary>
public sealed record Workspace(string Root)
{
    public const string BundleName = "phantom",
        BundleVersion = "0.1.0";
    public string Data => Path.Combine(Root, "data");
    public string HeldOut => Path.Combine(Root, "held-out");
    public string Gan => Path.Combine(Root, "gan");
    public string GanDone => Path.Combine(Root, "gan.done");
    public string Synthetic => Path.Combine(Root, "synthetic");
    public string SyntheticGrid => Path.Combine(Root, "synthetic.png");
    public string Encoder => Path.Combine(Root, "encoder");
    public string EncoderDone => Path.Combine(Root, "encoder.done");
    public string Head => Path.Combine(Root, "head");
    public string Models => Path.Combine(Root, "models");
    public string Bundle => Path.Combine(Models, BundleName, BundleVersion);
    public string Samples => Path.Combine(Root, "samples");
    public string Grid => Path.Combine(Root, "samples.png");
    public string Metrics => Path.Combine(Head, "metrics.json");
    public string Confusion => Path.Combine(Head, "confusion.png");
}
