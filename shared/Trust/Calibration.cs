using Platform.Shared.Head;

namespace Platform.Shared.Trust;

/// <summary>
/// Fits what turns the head's logits into probabilities that mean what they say, by the negative log likelihood of
/// images that the head has not seen. Guo et al. 2017, "On calibration of modern neural networks", section 4.2, arXiv
/// 1706.04599.
/// </summary>
public static class Calibration
{
    /// <summary>Fewer images to calibrate on say nothing.</summary>
    public const int FewestImages = 20;

    const double LowestLog = -4.6,
        HighestLog = 4.6; // temperatures from 0.01 to 100

    /// <summary>One temperature for all logits: a search over log T, on which the loss has a single minimum.</summary>
    /// <param name="logits">[C] of each image</param>
    /// <param name="shift">
    /// [C], of the result: what is added to the logits of a head that was fitted for other class shares than the images
    /// have; null where they have the same
    /// </param>
    public static CalibrationSpec Temperature(
        IReadOnlyList<float[]> logits,
        IReadOnlyList<int> labels,
        IReadOnlyList<double>? shift = null
    )
    {
        var golden = (Math.Sqrt(5) - 1) / 2;
        double Loss(double log) => NegativeLogLikelihood(logits, labels, new(Math.Exp(log)) { Shift = shift });
        var (low, high) = (LowestLog, HighestLog);
        var (a, b) = (high - golden * (high - low), low + golden * (high - low));
        var (atA, atB) = (Loss(a), Loss(b));
        while (high - low > 1e-4)
            if (atA < atB)
            {
                (high, b, atB) = (b, a, atA);
                a = high - golden * (high - low);
                atA = Loss(a);
            }
            else
            {
                (low, a, atA) = (a, b, atB);
                b = low + golden * (high - low);
                atB = Loss(b);
            }
        return new(Math.Round(Math.Exp((low + high) / 2), 4)) { Shift = shift };
    }

    /// <summary>
    /// A scale and a shift for each class, from those of the temperature, by gradient descent with a line search.
    /// </summary>
    /// <param name="shift">of the temperature that it begins with</param>
    public static CalibrationSpec Vector(
        IReadOnlyList<float[]> logits,
        IReadOnlyList<int> labels,
        IReadOnlyList<double>? shift = null,
        int steps = 400
    )
    {
        var classes = logits[0].Length;
        var spec = Split(Temperature(logits, labels, shift), classes);
        var (loss, rate) = (NegativeLogLikelihood(logits, labels, spec), 1.0);
        for (var step = 0; step < steps && rate > 1e-6; step++)
        {
            var (scale, shifts) = Gradient(logits, labels, spec);
            var next = spec with
            {
                Scale = [.. spec.Scale!.Zip(scale, (s, g) => Math.Max(s - rate * g, 1e-3))],
                Shift = [.. spec.Shift!.Zip(shifts, (s, g) => s - rate * g)],
            };
            var better = NegativeLogLikelihood(logits, labels, next);
            if (better < loss)
                (spec, loss, rate) = (next, better, rate * 1.5);
            else
                rate /= 2;
        }
        return spec;
    }

    /// <summary>-mean log p of the true class.</summary>
    public static double NegativeLogLikelihood(
        IReadOnlyList<float[]> logits,
        IReadOnlyList<int> labels,
        CalibrationSpec spec
    )
    {
        double sum = 0;
        var z = new double[logits[0].Length];
        for (var i = 0; i < logits.Count; i++)
        {
            Apply(spec, logits[i], z);
            var most = z.Max();
            sum += Math.Log(z.Sum(v => Math.Exp(v - most))) + most - z[labels[i]];
        }
        return sum / logits.Count;
    }

    /// <summary>W e + b, before any calibration when the head has none.</summary>
    public static float[] Logits(LinearHead head, float[] embedding)
    {
        var logits = new float[head.Classes];
        head.Logits(embedding, logits);
        return logits;
    }

    static CalibrationSpec Split(CalibrationSpec temperature, int classes) =>
        new(1)
        {
            Scale = [.. Enumerable.Repeat(1 / temperature.Temperature, classes)],
            Shift = temperature.Shift ?? new double[classes],
        };

    static void Apply(CalibrationSpec spec, float[] logits, double[] z)
    {
        for (var c = 0; c < z.Length; c++)
            z[c] = logits[c] / spec.Temperature * (spec.Scale?[c] ?? 1) + (spec.Shift?[c] ?? 0);
    }

    /// <summary>d loss / d z_c = p_c - [c is true], so that of a scale is its product with the logit.</summary>
    static (double[] Scale, double[] Shift) Gradient(
        IReadOnlyList<float[]> logits,
        IReadOnlyList<int> labels,
        CalibrationSpec spec
    )
    {
        var classes = logits[0].Length;
        var (scale, shift, z) = (new double[classes], new double[classes], new double[classes]);
        for (var i = 0; i < logits.Count; i++)
        {
            Apply(spec, logits[i], z);
            var most = z.Max();
            var sum = z.Sum(v => Math.Exp(v - most));
            for (var c = 0; c < classes; c++)
            {
                var d = (Math.Exp(z[c] - most) / sum - (c == labels[i] ? 1 : 0)) / logits.Count;
                (scale[c], shift[c]) = (scale[c] + d * logits[i][c], shift[c] + d);
            }
        }
        return (scale, shift);
    }
}
