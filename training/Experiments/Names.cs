namespace Platform.Training.Experiments;

/// <summary>What the report calls the parts of a cell.</summary>
public static class Names
{
    public static string Method(Point p) =>
        p.Method switch
        {
            "none" => "w/o pretraining",
            "simclr" => "SimCLR",
            "byol" => "BYOL",
            var other => other,
        };

    public static string Gan(Point p) =>
        p.Gan switch
        {
            "stylegan" => "StyleGAN",
            "pggan" => "PGGAN",
            var other => other,
        };

    public static string Images(Point p) => p.Images is { } n ? $"{n:N0} real" : "all real";

    public static string Synthetic(Point p) =>
        p.Synthetic == 0 ? "real only" : $"+ {p.Synthetic:N0} synthetic, {Of(p.Arm!.Value)}";

    public static string Labels(Point p) => p.Labels is { } n ? $"{n:N0} labels" : "all labels";

    public static string Of(Arm arm) => arm == Arm.EpochsMatched ? "epochs-matched" : "steps-matched";
}
