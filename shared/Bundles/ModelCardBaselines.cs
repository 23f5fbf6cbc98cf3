using System.Text;
using System.Text.Json;
using Platform.Shared.Formats;

namespace Platform.Shared.Bundles;

/// <summary>What a model card says of heads on other encoders, which the model's own figures stand beside.</summary>
static class ModelCardBaselines
{
    const string Training = "training",
        Uniform = "uniform";

    public static void Write(StringBuilder card, JsonElement? evaluation)
    {
        var baselines = evaluation?.At("baselines")?.EnumerateArray().ToArray() ?? [];
        ModelCard.Section(
            card,
            "Beside encoders that learnt nothing of these data",
            ["head on", "accuracy", "balanced accuracy", "balanced, equal shares", "area of malignancy"],
            baselines.Length == 0 ? [] : baselines.SelectMany(Rows).Prepend(Model(evaluation!.Value)),
            DataSheet.NotMeasured
        );
        if (baselines.Length > 0)
            card.Append(
                "\nHeads fitted and calibrated on the same images by the same rules. A difference is in points, over "
                    + "the same lesions in each resample.\n"
            );
        if (!baselines.Any(b => b.Text("encoder") == HeadContracts.FrozenImageNet))
            card.Append("\nA head on the frozen ImageNet encoder: not measured.\n");
    }

    static string[] Model(JsonElement e) =>
        [
            "this model",
            (Of(e, Training) ?? e).Share("accuracy"),
            (Of(e, Training) ?? e).Share("balanced_accuracy"),
            Of(e, Uniform)?.Share("balanced_accuracy") ?? "",
            e.At("malignancy")?.Number("area") ?? "",
        ];

    static IEnumerable<string[]> Rows(JsonElement baseline)
    {
        var (first, uniform) = (baseline.GetProperty("priors")[0], Of(baseline, Uniform));
        JsonElement?[] figures =
        [
            first.At("accuracy"),
            first.At("balanced_accuracy"),
            uniform?.At("balanced_accuracy"),
            baseline.At("malignancy_area"),
        ];
        string[] Cells(string name) =>
            [
                .. figures.Select(
                    (f, i) =>
                        f?.At(name) is null ? ""
                        : i == figures.Length - 1 ? f.Value.Number(name)
                        : f.Value.Share(name)
                ),
            ];
        yield return [baseline.Text("encoder"), .. Cells("value")];
        yield return ["this model less it", .. Cells("difference")];
    }

    static JsonElement? Of(JsonElement figures, string prior) =>
        figures
            .At("priors")
            ?.EnumerateArray()
            .Select(p => (JsonElement?)p)
            .FirstOrDefault(p => p!.Value.Text("prior") == prior);
}
