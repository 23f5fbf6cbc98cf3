using Platform.Inference.Batching;
using Platform.Inference.Generation;
using Platform.Inference.Metrics;
using Platform.Inference.Repository;
using Platform.Inference.Security;
using Platform.Protos.OpenInference;
using Platform.Shared;
using Platform.Shared.Imaging;
using Platform.Shared.Sampling;
using static Platform.Inference.OpenInference.Tensors;

namespace Platform.Inference.OpenInference;

/// <summary>NAME-generator: seeds or latent vectors to images.</summary>
sealed class GeneratorModel(
    GenerationPipeline generations,
    GenerationOptions options,
    BatchingOptions batching,
    ProtocolOptions protocol
) : IInferenceModel
{
    static readonly string[] Names = ["image", "png"];
    public string Suffix => ServedBundle.GeneratorSuffix;
    public bool JoinsRequests => false;

    public bool IsIn(ServedBundle bundle) => bundle.HasGenerator;

    public IReadOnlyCollection<string> Parameters { get; } = ["psi"];

    public ModelCounters Statistics(ServedBundle bundle) => bundle.Generations;

    /// <summary>What an answer takes beside its images, bytes: names, shapes and the request's id.</summary>
    const int Frame = 4 << 10;

    int MaxImages => Math.Min(batching.MaxBatchSize, options.MaxGenerate);

    public int MaxBatchSize(ServedBundle bundle) =>
        Math.Min(MaxImages, Fitting(Names, bundle.Sampler.Side, AnswerForm.Typed));

    public ModelMetadataResponse Describe(ServedBundle bundle) =>
        new()
        {
            Inputs = { Metadata("seed", "INT64", -1) },
            Outputs =
            {
                Metadata("image", "UINT8", -1, bundle.Sampler.Side, bundle.Sampler.Side, 3),
                Metadata("png", "BYTES", -1),
            },
            Properties =
            {
                ["index"] = "INT64 [-1], optional beside seed: number of the image of that seed, 0 when left out",
                ["z"] = $"FP32 [-1,{bundle.Sampler.LatentLength}] instead of seed, standard normal",
                ["psi"] = FormattableString.Invariant(
                    $"request parameter, 0 to {ImageSampler.MaxPsi}, {ImageSampler.DefaultPsi} when left out"
                ),
                ["max_batch_size"] = $"{MaxBatchSize(bundle)}",
            },
        };

    public async Task<IReadOnlyList<OutputTensor>> InferAsync(
        ServedBundle bundle,
        InferenceRequest request,
        OpenCall call,
        CancellationToken cancel
    )
    {
        var outputs = request.Outputs(Names);
        if (outputs.Any(o => o.Classification > 0))
            throw new InputException($"outputs of model '{request.Model}' have no classes to name");
        var psi = (float)(request.Number("psi") ?? ImageSampler.DefaultPsi);
        GenerateRequests.CheckPsi(psi);
        var draws = Draws(bundle.Sampler, request, psi);
        CheckSize(draws.Count, [.. outputs.Select(o => o.Name)], bundle.Sampler.Side, request);
        await call.PayAsync($"{bundle.Name}{Suffix} {bundle.Version}", draws.Count, cancel);
        var images = new List<byte[]>();
        await foreach (var image in generations.DrawAsync(bundle, call.Turn, draws, null, cancel))
            images.Add(image);
        return [.. outputs.Select(o => Output(o.Name, images, bundle.Sampler.Side))];
    }

    /// <summary>Refuses an answer that is too large before anything is drawn.</summary>
    void CheckSize(int images, IReadOnlyList<string> outputs, int side, InferenceRequest request)
    {
        if (Fitting(outputs, side, request.Form) is var most && images <= most)
            return;
        throw new InputException(
            $"{string.Join(" and ", outputs)} of {images} images for model '{request.Model}': "
                + $"more than the {protocol.MaxAnswerBytes:N0} bytes of an answer; ask for {most} images or fewer at "
                + $"once"
        );
    }

    /// <summary>How many images an answer has room for.</summary>
    int Fitting(IEnumerable<string> outputs, int side, AnswerForm form)
    {
        var levels = 3L * side * side;
        var png = levels + levels / 100 + 1024; // filters, deflate and chunks of noise
        var (image, text) = form switch
        {
            AnswerForm.Raw => (levels, png),
            AnswerForm.Typed => (2 * levels, png), // a level above 127 takes two bytes
            _ => (4 * levels, png / 3 * 4 + 4), // three digits and a comma; base64
        };
        return (int)((protocol.MaxAnswerBytes - Frame) / outputs.Sum(o => o == "png" ? text : image));
    }

    IReadOnlyList<Func<ImageSampler, byte[]>> Draws(ImageSampler sampler, InferenceRequest request, float psi)
    {
        if (request.Inputs.ContainsKey("z"))
        {
            request.AllowOnly("z");
            var input = Sized(request.Input("z"), request.Model, sampler.LatentLength);
            if (input.Datatype != "FP32")
                throw input.Error($"datatype '{input.Datatype}'; FP32 is taken");
            var z = input.Fp32();
            if (z.Any(v => !float.IsFinite(v)))
                throw input.Error("a value is not finite");
            return
            [
                .. z.Chunk(sampler.LatentLength)
                    .Select(one => new Func<ImageSampler, byte[]>(s => s.Pixels(one, s.Latents(0, 0).Noise, psi))),
            ];
        }
        request.AllowOnly("seed", "index");
        var seeds = Seeds(Sized(request.Input("seed"), request.Model));
        var indices = request.Inputs.ContainsKey("index")
            ? Sized(request.Input("index"), request.Model).Int64()
            : new long[seeds.Length];
        if (indices.Length != seeds.Length || indices.Any(i => i < 0))
            throw request.Input("index").Error("must be as many as the seeds, each 0 or more");
        return
        [
            .. seeds.Zip(indices, (seed, index) => new Func<ImageSampler, byte[]>(s => s.Pixels(seed, index, psi))),
        ];
    }

    static ulong[] Seeds(InputTensor input) =>
        input.Datatype switch
        {
            "INT64" => [.. input.Int64().Select(s => (ulong)s)],
            "UINT64" => input.UInt64(),
            var other => throw input.Error($"datatype '{other}'; INT64 or UINT64 is taken"),
        };

    /// <param name="lengths">behind the batch</param>
    InputTensor Sized(InputTensor input, string model, params long[] lengths)
    {
        var given = input.Shape is [_, 1] && lengths.Length == 0 ? input.Shape.Take(1) : input.Shape;
        if (!given.Skip(1).SequenceEqual(lengths) || !given.Any() || given.First() < 1)
            throw input.Error(
                $"unexpected shape [{string.Join(',', input.Shape)}]; it is [{string.Join(',', lengths.Prepend(-1))}]"
            );
        if (given.First() > MaxImages)
            throw new InputException(
                $"inference request batch-size must be <= {MaxImages} for '{model}', got {given.First()}"
            );
        return input.Name == "index" && input.Datatype != "INT64"
            ? throw input.Error($"datatype '{input.Datatype}'; INT64 is taken")
            : input;
    }

    static OutputTensor Output(string name, IReadOnlyList<byte[]> images, int side) =>
        name == "png"
            ? OutputTensor.Files(name, [.. images.Select(i => PngEncoder.Encode(i, side, side))], images.Count)
            : OutputTensor.UInt8(name, [.. images.SelectMany(i => i)], images.Count, side, side, 3);
}
