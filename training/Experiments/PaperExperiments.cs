namespace Platform.Training.Experiments;

/// <summary>
/// The tables and figures of Ren et al. 2021, "Improve Image-based Skin Cancer Diagnosis with Generative
/// Self-Supervised Learning", by name. Another one is a row here.
/// </summary>
public static class PaperExperiments
{
    public static readonly IReadOnlyList<Experiment> All =
    [
        new("table1", "Table I: accuracy without and with self-supervised pretraining")
        {
            Methods = ["none", "simclr", "byol"],
            InPaper = true,
        },
        new("table2", "Table II: accuracy without and with synthetic images")
        {
            Methods = ["simclr", "byol"],
            Synthetic = s => [0, s.Synthetic[^1]],
            InPaper = true,
        },
        new("figure4", "Figure 4: the operations that views are made of", Outcome.Views),
        new("figure6", "Figure 6: uncurated StyleGAN samples (the paper's are of BCN20000)", Outcome.Samples),
        new("figure7", "Figure 7: accuracy by the number of real and of synthetic images")
        {
            Images = s => s.RawImages.Select(n => (int?)n),
            Synthetic = s => s.Synthetic,
            Photographs = s => s.MostPhotographs,
            Group = Names.Images,
        },
        new("figure8", "Figure 8: uncurated StyleGAN samples (the paper's are of HAM10000)", Outcome.Samples),
        new("figure9", "Figure 9: PGGAN beside StyleGAN, the same latents", Outcome.Quality)
        {
            Gans = ["pggan", "stylegan"],
        },
        new("labels", "Accuracy by the number of labelled images")
        {
            Methods = ["none", "simclr", "byol"],
            Labels = s => [.. s.Labels.Select(n => (int?)n), null],
            Group = Names.Labels,
            Series = Names.Method,
        },
    ];
}
