using System.Runtime.InteropServices;
using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using Platform.Inference.Classification;
using Platform.Inference.Repository;
using Platform.Shared.Sampling;
using Platform.Protos;
using Platform.Shared;

namespace Platform.Inference.Serving;

/// <summary>lesion.proto in terms of the classifier and the sampler.</summary>
sealed class LesionService(ModelRepository repository, WorkSlots slots, ServeOptions options)
    : Lesion.LesionBase
{
    const int MaxRequestId = 256;

    public override Task<ClassifyResponse> Classify(ClassifyRequest request, ServerCallContext context) => AnswerAsync(request, context.CancellationToken);

    /// <summary>Images are classified side by side and answered in order; reading waits while enough of them are under way.</summary>
    public override async Task ClassifyStream(
        IAsyncStreamReader<ClassifyRequest> requests, IServerStreamWriter<ClassifyStreamResponse> responses, ServerCallContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var answers = Channel.CreateBounded<Task<ClassifyStreamResponse>>(slots.Count);
        var reading = ReadAsync();
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(stop.Token)) await responses.WriteAsync(await answer, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await reading;

        async Task ReadAsync()
        {
            Exception? failure = null;
            try
            {
                await foreach (var request in requests.ReadAllAsync(stop.Token)) await answers.Writer.WriteAsync(AnswerOneAsync(request, stop.Token), stop.Token);
            }
            catch (Exception e)
            {
                failure = e;
            }
            answers.Writer.Complete(failure);
        }
    }

    public override async Task Generate(GenerateRequest request, IServerStreamWriter<GenerateResponse> responses, ServerCallContext context)
    {
        var psi = request.HasPsi ? request.Psi : ImageSampler.DefaultPsi;
        if (request.Count < 1 || request.Count > options.MaxGenerate) throw new InputException($"count {request.Count}: must be 1 to {options.MaxGenerate}");
        if (request.Start < 0 || request.Start > long.MaxValue - request.Count) throw new InputException($"start {request.Start}: must be 0 or more");
        if (psi is not (>= 0 and <= ImageSampler.MaxPsi)) throw new InputException($"psi {psi}: must be 0 to {ImageSampler.MaxPsi}");
        if (request.Format is not (ImageFormat.Unspecified or ImageFormat.Png)) throw new InputException($"format {(int)request.Format}: only PNG is made");
        using var lease = repository.Lease();
        var sampler = lease.Bundle.Sampler;
        for (var index = request.Start; index < request.Start + request.Count; index++)
        {
            var png = await slots.RunAsync(() => sampler.Png(request.Seed, index, psi), context.CancellationToken);
            await responses.WriteAsync(new() { Index = index, Png = UnsafeByteOperations.UnsafeWrap(png) }, context.CancellationToken);
        }
    }

    public override Task<GetBundleResponse> GetBundle(GetBundleRequest request, ServerCallContext context)
    {
        using var lease = repository.Lease();
        var manifest = lease.Bundle.Manifest;
        return Task.FromResult(new GetBundleResponse
        {
            Name = manifest.Name,
            Version = manifest.Version,
            IntendedUse = manifest.IntendedUse,
            Classes = { manifest.Classes.Select(c => new Class { Code = c.Code, Name = c.Name }) },
            InputSide = manifest.Preprocessing.Side,
            GeneratedSide = lease.Bundle.Sampler.Side,
            MaxImageBytes = options.Images.MaxBytes,
            MaxImagePixels = options.Images.MaxPixels,
            MaxGenerateCount = options.MaxGenerate,
            TrainingDataNotices = { manifest.TrainingDataNotices },
        });
    }

    async Task<ClassifyStreamResponse> AnswerOneAsync(ClassifyRequest request, CancellationToken cancel)
    {
        try
        {
            return new() { Result = await AnswerAsync(request, cancel), RequestId = request.RequestId };
        }
        catch (InputException e)
        {
            var id = request.RequestId.Length <= MaxRequestId ? request.RequestId : "";
            return new() { Error = new() { Code = (int)StatusCode.InvalidArgument, Message = e.Message }, RequestId = id };
        }
    }

    async Task<ClassifyResponse> AnswerAsync(ClassifyRequest request, CancellationToken cancel)
    {
        if (request.RequestId.Length > MaxRequestId) throw new InputException($"request_id: {request.RequestId.Length} characters; the limit is {MaxRequestId}");
        if (request.Image.Length > options.Images.MaxBytes)
            throw new InputException($"image: {request.Image.Length:N0} bytes; the limit is {options.Images.MaxBytes:N0}");
        using var lease = repository.Lease();
        var manifest = lease.Bundle.Manifest;
        var classifier = new Classifier(lease.Bundle.Bundle, options.Images);
        var predictions = await slots.RunAsync(() => Predict(classifier, request.Image), cancel);
        return new()
        {
            Predictions = { predictions.Select(p => new Protos.Prediction { Code = p.Code, Name = p.Name, Probability = p.Probability }) },
            TopClass = predictions[0].Code,
            BundleName = manifest.Name,
            BundleVersion = manifest.Version,
            IntendedUse = manifest.IntendedUse,
            RequestId = request.RequestId,
        };
    }

    static IReadOnlyList<Classification.Prediction> Predict(Classifier classifier, ByteString image)
    {
        try
        {
            return classifier.Classify(Bytes(image));
        }
        catch (Shared.Imaging.ImageException e)
        {
            throw new InputException($"image: {e.Message}", e);
        }
    }

    /// <summary>The message's own array when it is one: no second copy of an image.</summary>
    static byte[] Bytes(ByteString image) =>
        MemoryMarshal.TryGetArray(image.Memory, out var segment) && segment.Array is { } array && segment.Offset == 0 && segment.Count == array.Length
            ? array : image.ToByteArray();
}
