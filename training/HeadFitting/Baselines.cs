using Platform.Training.Data;
using Platform.Training.Evaluation;
using Platform.Training.Head;
using static TorchSharp.torch;

namespace Platform.Training.HeadFitting;

/// <summary>The encoders that a head is measured beside, loaded before anything is computed.</summary>
sealed class Baselines(HeadRequest request, DataFolder data, int side, LabelUse use, Device device) : IDisposable
{
    readonly List<BaselineEncoder> encoders = Open(request, data, side, use, device);

    /// <param name="model">answers of the head that they stand beside</param>
    /// <param name="untrained">on an untrained encoder</param>
    /// <param name="answers">to the held-out images</param>
    public IReadOnlyList<BaselineFigures> Of(
        HeadMeasurement measurement,
        DataFolder data,
        Cases model,
        FittedHead untrained,
        Func<FittedHead, Cases> answers
    )
    {
        var rows = new List<BaselineFigures>
        {
            BaselineFigures.Of(HeadMeasurement.Untrained, null, model, answers(untrained)),
        };
        foreach (var encoder in encoders)
        {
            using var pixels = data.Pixels(encoder.Side);
            var head = measurement.Fit(encoder.Name, encoder.Encoder, pixels);
            rows.Add(BaselineFigures.Of(encoder.Name, encoder.Sha256, model, answers(head)));
        }
        return rows;
    }

    static List<BaselineEncoder> Open(HeadRequest request, DataFolder data, int side, LabelUse use, Device device)
    {
        var opened = new List<BaselineEncoder>();
        try
        {
            foreach (var baseline in request.Baselines)
                opened.Add(BaselineEncoder.Open(baseline, data, side, use, device).Over(request.Symmetry));
            return opened;
        }
        catch
        {
            opened.ForEach(e => e.Dispose());
            throw;
        }
    }

    public void Dispose() => encoders.ForEach(e => e.Dispose());
}
