using Platform.Training.Experiments;
using Platform.Training.Gan.Methods;
using Platform.Training.Ssl.Methods;

namespace Platform.Training.Tests.Experiments;

/// <summary>Plans over a data folder that is not looked at.</summary>
static class SomePlan
{
    public static Plan Of(string experiment, string dataset = "phantom", int seeds = 1, bool sharedGan = false) =>
        new()
        {
            Experiment = PaperExperiments.All.Single(e => e.Name == experiment),
            Scale = Scale.Smoke,
            Preset = "smoke",
            Dataset = dataset,
            Data = new GivenFolder("/data", new string('d', 64)),
            Gans = Gans.Methods.ToDictionary(m => m.Key, m => m.Value.Presets["smoke"]),
            Ssl = SslMethods.All.ToDictionary(m => m.Key, m => m.Value.Presets["smoke"]),
            Arms = [Arm.EpochsMatched, Arm.StepsMatched],
            Seeds = seeds,
            SharedGan = sharedGan,
        };

    public static IReadOnlyList<Stage> Stages(this Plan plan, Verb verb) =>
        [.. Stage.WithInputs(plan.Cells.SelectMany(c => c.Stages)).Where(s => s.Verb == verb)];

    /// <summary>Pretends that a stage ran and made this.</summary>
    public static void Fake(string work, Stage stage, string content)
    {
        var folder = new StageFolder(work, stage);
        Directory.CreateDirectory(folder.Made(""));
        File.WriteAllText(folder.Made(stage.Verb.Headline), content);
        folder.Complete(TimeSpan.FromSeconds(1));
    }
}
