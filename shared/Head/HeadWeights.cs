using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Transforms;

namespace Platform.Shared.Head;

/// <summary>Reads an ML.NET head as one affine map of the raw embedding.</summary>
static class HeadWeights
{
    /// <summary>
    /// W (s (e - o)) + b = (W s) e + (b - W s o), where ML.NET standardises with scale s and offset o.
    /// </summary>
    public static (float[] Weights, float[] Bias, int Features) Fold(ITransformer model)
    {
        var parts = model is IEnumerable<ITransformer> chain
            ? chain.ToArray()
            : throw new InvalidOperationException("not a chain of transforms");
        var normalizer =
            parts.OfType<NormalizingTransformer>().SingleOrDefault()
            ?? throw new InvalidOperationException("no normaliser");
        var linear =
            parts.OfType<ISingleFeaturePredictionTransformer<MaximumEntropyModelParameters>>().SingleOrDefault()?.Model
            ?? throw new InvalidOperationException("no maximum-entropy model");
        if (
            normalizer.GetNormalizerModelParameters(0)
            is not NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>> affine
        )
            throw new InvalidOperationException("the normaliser is not affine");

        VBuffer<float>[] rows = [];
        linear.GetWeights(ref rows, out var classes);
        var features = affine.Scale.Length;
        var (weights, bias) = (new float[classes * features], linear.GetBiases().ToArray());
        for (var c = 0; c < classes; c++)
        {
            var row = rows[c].DenseValues().ToArray();
            double shift = 0;
            for (var f = 0; f < features; f++)
            {
                var scaled = (double)row[f] * affine.Scale[f];
                if (affine.Offset.Length > 0)
                    shift += scaled * affine.Offset[f];
                weights[c * features + f] = (float)scaled;
            }
            bias[c] = (float)(bias[c] - shift);
        }
        return (weights, bias, features);
    }
}
