using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Platform.Shared.Head;

/// <summary>
/// The linear head: multinomial logistic regression on embeddings, fitted by ML.NET's L-BFGS on standardised features
/// and kept as ML.NET's own file. Scored here, because ML.NET's prediction engine is neither thread-safe nor quick for
/// one row.
/// </summary>
public sealed class LinearHead
{
    readonly MLContext context;
    readonly ITransformer model;
    readonly DataViewSchema schema;

    public int Features { get; }
    public int Classes { get; }

    /// <summary>[C, F], for raw embeddings: the standardisation is folded in.</summary>
    public float[] Weights { get; }

    /// <summary>[C]</summary>
    public float[] Bias { get; }

    LinearHead(MLContext context, ITransformer model, DataViewSchema schema)
    {
        (this.context, this.model, this.schema) = (context, model, schema);
        (Weights, Bias, Features) = HeadWeights.Fold(model);
        Classes = Bias.Length;
    }

    LinearHead(MLContext context, ITransformer model, DataViewSchema schema, float[] weights, float[] bias)
    {
        (this.context, this.model, this.schema) = (context, model, schema);
        (Weights, Bias, Features, Classes) = (weights, bias, weights.Length / bias.Length, bias.Length);
    }

    /// <param name="embeddings">[F] each</param>
    /// <param name="labels">class indices; every class from 0 must occur</param>
    /// <param name="l2">weight of the squared norm of the weights, against the sum of the losses of all rows</param>
    /// <param name="weights">factor of each row's loss, above 0; null for 1</param>
    public static LinearHead Fit(
        IReadOnlyList<float[]> embeddings,
        IReadOnlyList<int> labels,
        int classes,
        float l2 = 1,
        IReadOnlyList<float>? weights = null
    )
    {
        if (embeddings.Count == 0 || embeddings.Count != labels.Count)
            throw new ArgumentException($"{embeddings.Count} embeddings, {labels.Count} labels.");
        if (weights is not null && (weights.Count != labels.Count || weights.Any(w => !(w > 0))))
            throw new ArgumentException($"{weights.Count} weights for {labels.Count} rows; each must be above 0.");
        if (Enumerable.Range(0, classes).Except(labels).ToArray() is { Length: > 0 } absent)
            throw new InputException(
                $"no training example of class {string.Join(", ", absent)}: every class of the head needs one"
            );
        var context = new MLContext(seed: 0);
        var features = embeddings[0].Length;
        var plain = context.Data.LoadFromEnumerable(
            embeddings.Zip(labels, (e, l) => new HeadRow { Embedding = e, Label = l }),
            HeadRow.Schema<HeadRow>(features)
        );
        var rows = weights is null
            ? plain
            : context.Data.LoadFromEnumerable(
                embeddings.Select(
                    (e, i) =>
                        new WeightedHeadRow
                        {
                            Embedding = e,
                            Label = labels[i],
                            Weight = weights[i],
                        }
                ),
                HeadRow.Schema<WeightedHeadRow>(features)
            );
        var pipeline = context
            .Transforms.NormalizeMeanVariance(
                "Features",
                nameof(HeadRow.Embedding),
                maximumExampleCount: int.MaxValue,
                fixZero: false
            )
            .Append(
                context.Transforms.Conversion.MapValueToKey(
                    "LabelKey",
                    nameof(HeadRow.Label),
                    keyData: Keys(context, classes)
                )
            )
            // else each of L-BFGS's passes standardises all rows anew: five times slower
            .AppendCacheCheckpoint(context)
            .Append(
                context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
                    new LbfgsMaximumEntropyMulticlassTrainer.Options
                    {
                        LabelColumnName = "LabelKey",
                        FeatureColumnName = "Features",
                        ExampleWeightColumnName = weights is null ? null : nameof(WeightedHeadRow.Weight),
                        L1Regularization = 0,
                        L2Regularization = l2,
                        NumberOfThreads = 1,
                    }
                )
            );
        var data = context.Data.Cache(rows);
        return new(context, pipeline.Fit(data), plain.Schema);
    }

    public void Save(string path) => context.Model.Save(model, schema, path);

    /// <exception cref="InputException">The file is missing, damaged, or not such a model.</exception>
    public static LinearHead Load(string path)
    {
        if (!File.Exists(path))
            throw new InputException($"{path}: missing");
        return Load(path, File.ReadAllBytes(path));
    }

    /// <param name="path">that messages name</param>
    /// <exception cref="InputException">Damaged, or not such a model.</exception>
    public static LinearHead Load(string path, byte[] bytes)
    {
        HeadContent.Check(path, bytes);
        try
        {
            var context = new MLContext(seed: 0);
            using var file = new MemoryStream(bytes);
            var model = context.Model.Load(file, out var schema);
            return new(context, model, schema);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && IsTemporary(e.Message))
        {
            throw new InputException(
                $"{Path.GetTempPath()}: ML.NET cannot write its temporary files there; "
                    + "set TMPDIR to a folder that can be written",
                e
            );
        }
        catch (Exception e)
            when (e
                    is InvalidOperationException
                        or FormatException
                        or InvalidDataException
                        or ArgumentException
                        or IOException
                        or NullReferenceException
            )
        {
            throw new InputException($"{path}: not an ML.NET linear head ({e.Message})", e);
        }
    }

    /// <summary>Whether a message is of a file that ML.NET unpacks a model into.</summary>
    static bool IsTemporary(string message) =>
        message.Contains(Path.Combine(Path.GetTempPath(), "ml_dotnet"), StringComparison.Ordinal);

    /// <summary>
    /// The head whose logits are calibrated: folded into weights and bias, so that every reader of them agrees.
    /// </summary>
    public LinearHead Calibrated(CalibrationSpec calibration)
    {
        if (calibration.Scale is { } s && s.Count != Classes || calibration.Shift is { } t && t.Count != Classes)
            throw new InputException(
                $"calibration: its scale and shift must have {Classes} values, one a class; run head again"
            );
        double Scale(int c) => (calibration.Scale?[c] ?? 1) / calibration.Temperature;
        return new(
            context,
            model,
            schema,
            [.. Weights.Select((w, i) => (float)(w * Scale(i / Features)))],
            [.. Bias.Select((b, c) => (float)(b * Scale(c) + (calibration.Shift?[c] ?? 0)))]
        );
    }

    /// <summary>W e + b</summary>
    /// <param name="embedding">[F]</param>
    /// <param name="logits">[C]</param>
    public void Logits(ReadOnlySpan<float> embedding, Span<float> logits)
    {
        if (embedding.Length != Features)
            throw new ArgumentException($"{embedding.Length} features; the head has {Features}.");
        for (var c = 0; c < Classes; c++)
            logits[c] = TensorPrimitives.Dot(embedding, Weights.AsSpan(c * Features, Features)) + Bias[c];
    }

    /// <summary>softmax(W e + b)</summary>
    /// <param name="embedding">[F]</param>
    /// <param name="probabilities">[C]</param>
    public void Probabilities(ReadOnlySpan<float> embedding, Span<float> probabilities)
    {
        Logits(embedding, probabilities);
        TensorPrimitives.Subtract(probabilities, TensorPrimitives.Max(probabilities), probabilities);
        TensorPrimitives.SoftMax(probabilities, probabilities);
    }

    /// <summary>
    /// The same by ML.NET's own scorer: the reference that <see cref="Probabilities"/> is tested against.
    /// </summary>
    public IReadOnlyList<float[]> ScoreWithMlNet(IReadOnlyList<float[]> embeddings)
    {
        var rows = context.Data.LoadFromEnumerable(
            embeddings.Select(e => new HeadRow { Embedding = e }),
            HeadRow.Schema<HeadRow>(Features)
        );
        return [.. model.Transform(rows).GetColumn<float[]>("Score")];
    }

    static IDataView Keys(MLContext context, int classes) =>
        context.Data.LoadFromEnumerable(Enumerable.Range(0, classes).Select(c => new HeadKey { Value = c }));
}
