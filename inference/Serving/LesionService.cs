using Google.Protobuf;
using Grpc.Core;
using Platform.Inference.Batching;
using Platform.Inference.Classification;
using Platform.Inference.Generation;
using Platform.Inference.Repository;
using Platform.Inference.Security;
using Platform.Inference.Wire;
using Platform.Protos;
using Platform.Shared;

namespace Platform.Inference.Serving;

/// <summary>lesion.proto in terms of the repository and the two pipelines.</summary>
[ShortMessages]
[BindServiceMethod(typeof(BoundedLesion), nameof(BoundedLesion.BindService))]
class LesionService(
    ModelRepository repository,
    ClassificationPipeline classifications,
    GenerationPipeline generations,
    ServeOptions options
)
{
    const int MaxNearestCases = 50;

    [TakesImage, RequiredScope(Scope.Classify)]
    public virtual Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context) =>
        ClassifyAsync(request, OpenCall.Of(context), context.Place(), waits: false, context.CancellationToken);

    [CarriesImages, RequiredScope(Scope.Classify)]
    public virtual Task ClassifyStream(
        IAsyncStreamReader<ClassifyRequest> requests,
        IServerStreamWriter<ClassifyStreamResponse> responses,
        ServerCallContext context
    ) =>
        OrderedStream.RunAsync(
            requests,
            responses,
            (request, cancel) => OneOfStreamAsync(request, OpenCall.Of(context), cancel),
            options.Batching.MaxBatchSize,
            context.CancellationToken
        );

    [TakesImage, RequiredScope(Scope.Classify)]
    public virtual async Task<EmbedResponse> Embed(EmbedRequest request, ServerCallContext context)
    {
        Check(request.Image, request.RequestId);
        using var lease = repository.Lease(request.Bundle, request.Version);
        await PayAsync(OpenCall.Of(context), lease.Bundle, "", context.CancellationToken);
        var scores = await ScoreAsync(
            lease.Bundle,
            OpenCall.Of(context),
            request.Image,
            Wanted.Embedding,
            context.Place(),
            waits: false,
            context.CancellationToken
        );
        return new()
        {
            Embedding = { scores.Embedding },
            BundleName = lease.Bundle.Name,
            BundleVersion = lease.Bundle.Version,
            RequestId = request.RequestId,
        };
    }

    [RequiredScope(Scope.Generate)]
    public virtual async Task Generate(
        GenerateRequest request,
        IServerStreamWriter<GenerateResponse> responses,
        ServerCallContext context
    )
    {
        var drawings = GenerateRequests.Of(request, options.Generation.MaxGenerate);
        using var lease = repository.Lease(request.Bundle, request.Version);
        _ = lease.Bundle.Sampler; // a bundle without a generator is told before anything is charged
        var images = drawings.Select(d => new Func<Shared.Sampling.ImageSampler, (long Index, byte[] Png)>(sampler =>
            (d.Index, d.Png(sampler))
        ));
        var (bundle, call) = (lease.Bundle, OpenCall.Of(context));
        ValueTask PayOneAsync(CancellationToken cancel) => PayAsync(call, bundle, ServedBundle.GeneratorSuffix, cancel);
        var drawn = generations.DrawAsync(bundle, call.Turn, images, PayOneAsync, context.CancellationToken);
        await foreach (var (index, png) in drawn)
            await responses.WriteAsync(
                new() { Index = index, Png = UnsafeByteOperations.UnsafeWrap(png) },
                context.CancellationToken
            );
    }

    [AnyScope]
    public virtual Task<ListBundlesResponse> ListBundles(ListBundlesRequest request, ServerCallContext context) =>
        Task.FromResult(BundleMessages.List(repository.Current));

    [AnyScope]
    public virtual Task<DescribeBundleResponse> DescribeBundle(DescribeBundleRequest request, ServerCallContext context)
    {
        using var lease = repository.Lease(request.Name, request.Version);
        return Task.FromResult(BundleMessages.Describe(lease.Bundle, options));
    }

    async Task<ClassifyStreamResponse> OneOfStreamAsync(
        ClassifyRequest request,
        OpenCall call,
        CancellationToken cancel
    )
    {
        var id = request.RequestId.Length <= Messages.MaxRequestId ? request.RequestId : "";
        try
        {
            return new()
            {
                Result = await ClassifyAsync(request, call, place: null, waits: true, cancel),
                RequestId = id,
            };
        }
        catch (InputException e)
        {
            var status = CallErrors.Status(e);
            return new()
            {
                Error = new() { Code = (int)status.StatusCode, Message = status.Detail },
                RequestId = id,
            };
        }
    }

    async Task<ClassifyResponse> ClassifyAsync(
        ClassifyRequest request,
        OpenCall call,
        Place? place,
        bool waits,
        CancellationToken cancel
    )
    {
        Check(request.Image, request.RequestId);
        if (request.NearestCases is < 0 or > MaxNearestCases)
            throw new InputException($"nearest_cases {request.NearestCases}: must be 0 to {MaxNearestCases}");
        using var lease = repository.Lease(request.Bundle, request.Version);
        var bundle = lease.Bundle;
        var prior = BundleMessages.PriorOf(request.Prior, bundle);
        var asked = request.ActivationClass == "" ? -1 : ClassIndex(bundle, request.ActivationClass);
        await PayAsync(call, bundle, "", cancel);
        var scores = await ScoreAsync(
            bundle,
            call,
            request.Image,
            (request.ClassActivation ? Wanted.FeatureMap : Wanted.Probabilities)
                | (request.NearestCases > 0 ? Wanted.Embedding : Wanted.Probabilities),
            place,
            waits,
            cancel
        );
        var answer = BundleMessages.Classification(bundle, scores, prior, options.Classification.Prevalence);
        answer.RequestId = request.RequestId;
        if (scores.Embedding is { } embedding)
            answer.NearestCases.AddRange(BundleMessages.Nearest(bundle, embedding, request.NearestCases));
        if (request.ClassActivation)
            answer.ClassActivation = BundleMessages.Activation(
                bundle,
                scores,
                asked >= 0 ? asked : ClassIndex(bundle, answer.TopClass)
            );
        return answer;
    }

    /// <summary>For one image.</summary>
    /// <param name="suffix">of the bundle's model</param>
    static ValueTask PayAsync(OpenCall call, ServedBundle bundle, string suffix, CancellationToken cancel) =>
        call.PayAsync($"{bundle.Name}{suffix} {bundle.Version}", 1, cancel);

    async Task<Scores> ScoreAsync(
        ServedBundle bundle,
        OpenCall call,
        ByteString image,
        Wanted wanted,
        Place? place,
        bool waits,
        CancellationToken cancel
    )
    {
        var source = PixelSources.Encoded(Messages.Bytes(image), options.Classification.Images);
        return (await classifications.ScoreAsync(bundle, call.Turn, [source], wanted, place, waits, cancel))[0];
    }

    void Check(ByteString image, string requestId)
    {
        if (requestId.Length > Messages.MaxRequestId)
            throw new InputException(
                $"request_id: {requestId.Length} characters; the limit is {Messages.MaxRequestId}"
            );
        if (image.Length > options.Classification.Images.MaxBytes)
            throw new InputException(
                $"image: {image.Length:N0} bytes; the limit is {options.Classification.Images.MaxBytes:N0}"
            );
    }

    static int ClassIndex(ServedBundle bundle, string code)
    {
        var codes = bundle.Manifest.Classes.Select(c => c.Code).ToArray();
        return Array.IndexOf(codes, code) is >= 0 and var index
            ? index
            : throw new InputException($"activation_class '{code}': must be one of {string.Join(", ", codes)}");
    }
}
