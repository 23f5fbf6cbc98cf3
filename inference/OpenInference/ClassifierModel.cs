using Platform.Inference.Batching;
using Platform.Inference.Classification;
using Platform.Inference.Metrics;
using Platform.Inference.Repository;
using Platform.Inference.Security;
using Platform.Protos.OpenInference;
using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Shared.Imaging.Formats;
using static Platform.Inference.OpenInference.Tensors;

namespace Platform.Inference.OpenInference;

/// <summary>NAME: images to probabilities, labels, logits and embeddings.</summary>
sealed class ClassifierModel(
    ClassificationPipeline classifications,
    ClassificationOptions options,
    BatchingOptions batching
) : IInferenceModel
{
    /// <summary>What a client that sends pixels has to do.</summary>
    const string Prepared = "upright and preprocessed by the client, as preprocessing says";

    public string Suffix => "";

    public bool IsIn(ServedBundle bundle) => true;

    public int MaxBatchSize(ServedBundle bundle) => batching.MaxBatchSize;

    public bool JoinsRequests => true;
    public IReadOnlyCollection<string> Parameters { get; } = [];

    public ModelCounters Statistics(ServedBundle bundle) => bundle.Classifications;

    public ModelMetadataResponse Describe(ServedBundle bundle)
    {
        var (spec, classes) = (bundle.Manifest.Preprocessing, bundle.Manifest.Classes);
        var side = spec.Side;
        var described = new ModelMetadataResponse
        {
            Inputs = { Metadata("image", "BYTES", -1) },
            Outputs = { ClassifierOutputs.Of(bundle, options.Prevalence) },
            Properties =
            {
                ["classes"] = string.Join(',', classes.Select(c => c.Code)),
                ["image.BYTES"] = "an encoded image, which the server preprocesses",
                ["image.UINT8"] = $"[-1,{side},{side},3] levels 0 to 255, RGB, row by row from the top; {Prepared}",
                ["image.FP32"] = $"[-1,3,{side},{side}] 0 to 1, RGB planes; {Prepared}",
                ["preprocessing"] =
                    $"resize {PreprocessingSpec.Name(spec.Fit)}; filter {spec.Filter}; "
                    + $"colour constancy {PreprocessingSpec.Name(spec.Colour)}",
                ["max_batch_size"] = $"{batching.MaxBatchSize}",
            },
        };
        foreach (var (name, meaning) in ClassifierOutputs.Meanings(bundle, options.Prevalence))
            described.Properties[name] = meaning;
        return described;
    }

    public async Task<IReadOnlyList<OutputTensor>> InferAsync(
        ServedBundle bundle,
        InferenceRequest request,
        OpenCall call,
        CancellationToken cancel
    )
    {
        request.AllowOnly("image");
        var outputs = request.Outputs([.. ClassifierOutputs.Of(bundle, options.Prevalence).Select(o => o.Name)]);
        var images = Images(request.Input("image"), request.Model, bundle.Manifest.Preprocessing.Side);
        if (images.Count == 0)
            throw request.Input("image").Error("no image");
        await call.PayAsync($"{bundle.Name} {bundle.Version}", images.Count, cancel);
        var wanted = outputs.Any(o => o.Name == "embedding") ? Wanted.Embedding : Wanted.Probabilities;
        try
        {
            var scores = await classifications.ScoreAsync(
                bundle,
                call.Turn,
                images,
                wanted,
                place: null,
                waits: false,
                cancel
            );
            string[] codes = [.. bundle.Manifest.Classes.Select(c => c.Code)];
            return
            [
                .. outputs.Select(o =>
                    o.Classification > 0
                        ? ClassifierOutputs.Classified(o.Name, o.Classification, scores, codes, request)
                        : ClassifierOutputs.Output(
                            o.Name,
                            scores,
                            codes,
                            SideShares.Of(bundle.Manifest, options.Prevalence)
                        )
                ),
            ];
        }
        catch (ImageException e)
        {
            throw request.Input("image").Error(e.Message);
        }
    }

    IReadOnlyList<PixelSource> Images(InputTensor input, string model, int side)
    {
        var n = input.Shape.Count > 0 ? input.Shape[0] : 0;
        var (wanted, area) = (
            input.Datatype switch
            {
                "UINT8" => [n, side, side, 3],
                "FP32" => [n, 3, side, side],
                _ => input.Shape is [_, 1] ? [n, 1] : new long[] { n },
            },
            side * side * 3
        );
        if (input.Datatype is not ("BYTES" or "UINT8" or "FP32"))
            throw input.Error($"datatype '{input.Datatype}'; BYTES, UINT8 or FP32 is taken");
        if (!input.Shape.SequenceEqual(wanted))
            throw input.Error(
                $"unexpected shape [{string.Join(',', input.Shape)}]; {input.Datatype} is "
                    + $"[{string.Join(',', wanted.Skip(1).Prepend(-1))}]"
            );
        if (n > batching.MaxBatchSize)
            throw new InputException(
                $"inference request batch-size must be <= {batching.MaxBatchSize} for '{model}', got {n}"
            );
        switch (input.Datatype)
        {
            case "BYTES":
                return [.. input.Bytes().Select(b => PixelSources.Encoded(b, options.Images))];
            case "UINT8":
                var levels = input.UInt8();
                return [.. Enumerable.Range(0, (int)n).Select(i => PixelSources.Levels(levels.Slice(i * area, area)))];
            default:
                var planes = input.Fp32();
                return
                [
                    .. Enumerable.Range(0, (int)n).Select(i => PixelSources.Planes(planes.AsMemory(i * area, area))),
                ];
        }
    }
}
