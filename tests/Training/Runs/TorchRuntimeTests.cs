using Platform.Shared;
using Platform.Training.Runs;
using TorchSharp;

namespace Platform.Training.Tests.Runs;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void Start_WithCudaWhereThereIsNone_IsAnError()
    {
        Assert.SkipWhen(torch.cuda_is_available(), "this machine has CUDA");
        Assert.Contains("--device cuda", Assert.Throws<InputException>(() => TorchRuntime.Start("cuda")).Message);
    }

    [Fact]
    public void Start_OnAuto_TakesWhatThereIs() =>
        Assert.Equal(
            torch.cuda_is_available() ? DeviceType.CUDA : DeviceType.CPU,
            TorchRuntime.Start("auto", threads: 1).type
        );

    [Fact]
    public void Start_WithAFolderWithoutLibtorch_NamesIt() =>
        Assert.Contains(
            "--libtorch /nowhere",
            Assert.Throws<InputException>(() => TorchRuntime.Start("cpu", "/nowhere")).Message
        );
}
