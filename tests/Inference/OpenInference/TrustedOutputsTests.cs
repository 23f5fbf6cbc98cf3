using System.Runtime.InteropServices;
using Google.Protobuf;
using Platform.Inference.Tests.Serving;
using Platform.Protos;
using Platform.Protos.OpenInference;
using Platform.Shared.Imaging;
using static Platform.Inference.Tests.OpenInference.Tensor;

namespace Platform.Inference.Tests.OpenInference;

/// <summary>A bundle's doubts reach clients of this protocol, too: a black image was a diagnosis to them.</summary>
public sealed class TrustedOutputsTests
{
    const int Side = TinyBundle.Side;
    static readonly string[] Doubts =
    [
        "unlike",
        "distance",
        "prediction_set",
        "training_probabilities",
        "uniform_probabilities",
        "malignancy",
        "malignancy_above",
    ];

    [Fact]
    public async Task ModelInfer_CarriesTheBundlesDoubts_AsClassifyDoes()
    {
        var root = TrustedBundle.Publish();
        try
        {
            await using var server = await RunningServer.StartAsync(Path.Combine(root, "tiny"));
            var metadata = await server.Inference.ModelMetadataAsync(new() { Name = "tiny" });
            Assert.Equal(
                [
                    "unlike BOOL",
                    "distance FP32",
                    "prediction_set BYTES",
                    "training_probabilities FP32",
                    "uniform_probabilities FP32",
                    "malignancy FP32",
                    "malignancy_above BOOL",
                ],
                metadata.Outputs.Skip(4).Select(o => $"{o.Name} {o.Datatype}")
            );
            Assert.All(Doubts, d => Assert.Contains(d, metadata.Properties.Keys));

            byte[][] images = [Png(TrustedBundle.Pixels(7)), Png(new byte[Side * Side * 3])];
            var request = Request("tiny").Raw("image", "BYTES", Prefixed(images), 2);
            var all = await server.Inference.ModelInferAsync(request);
            Assert.Equal(metadata.Outputs.Select(o => o.Name), all.Outputs.Select(o => o.Name));
            var unlike = all.RawOutputContents[4].ToByteArray();
            Assert.Equal([0, 1], unlike); // the black one is unlike
            var distances = MemoryMarshal.Cast<byte, float>(all.RawOutputContents[5].Span).ToArray();
            var sets = all.Strings(6);
            var uniform = MemoryMarshal.Cast<byte, float>(all.RawOutputContents[8].Span).ToArray();
            var malignancy = MemoryMarshal.Cast<byte, float>(all.RawOutputContents[9].Span).ToArray();
            Assert.Equal([2, 2], all.Outputs[10].Shape);
            foreach (var (i, image) in images.Index())
            {
                var expected = await server.Client.ClassifyAsync(new() { Image = ByteString.CopyFrom(image) });
                Assert.Equal(expected.UnlikeTraining.Unlike, unlike[i] == 1);
                Assert.Equal(expected.UnlikeTraining.Distance, distances[i], expected.UnlikeTraining.Distance * 1e-4);
                Assert.Equal(string.Join(',', expected.PredictionSet.Codes), sets[i]);
                Assert.Equal(expected.Malignancy.Score, malignancy[i], 1e-5f);
                Assert.Equal(
                    expected.Malignancy.Points.Select(p => p.Above),
                    all.RawOutputContents[10].Skip(2 * i).Take(2).Select(b => b == 1)
                );
                var alike = await server.Client.ClassifyAsync(
                    new() { Image = ByteString.CopyFrom(image), Prior = Prior.Uniform }
                );
                Assert.Equal(alike.Predictions[0].Probability, uniform.Skip(3 * i).Take(3).Max(), 1e-5f);
            }

            var contents = new InferTensorContents { BytesContents = { images.Select(i => ByteString.CopyFrom(i)) } };
            var typed = Request("tiny").Typed("image", "BYTES", contents, 2).Want("unlike").Want("prediction_set");
            var answer = await server.Inference.ModelInferAsync(typed);
            Assert.Equal([false, true], answer.Outputs[0].Contents.BoolContents);
            Assert.Equal(sets, answer.Outputs[1].Contents.BytesContents.Select(b => b.ToStringUtf8()));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    static byte[] Png(byte[] pixels) => PngEncoder.Encode(pixels, Side, Side);
}
