using Microsoft.Playwright;

namespace Platform.Browser.Tests;

/// <summary>A call of the page that waits on its way to the server, while those after it pass.</summary>
sealed class HeldCall
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    readonly TaskCompletionSource<IRequest> taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HeldCall(IPage page)
    {
        page.RequestFinished += (_, request) => End(request);
        page.RequestFailed += (_, request) => End(request);
    }

    /// <summary>It is on its way.</summary>
    public Task<IRequest> Taken => taken.Task.WaitAsync(Limit);

    public async Task TakeAsync(IRoute route)
    {
        if (taken.TrySetResult(route.Request))
            await released.Task;
        try
        {
            await route.ContinueAsync();
        }
        catch (PlaywrightException) { } // the page has given it up
    }

    /// <summary>Lets it go, and waits until the page has its answer or has given it up.</summary>
    public async Task ReleaseAsync()
    {
        released.SetResult();
        await over.Task.WaitAsync(Limit);
    }

    void End(IRequest request)
    {
        if (taken.Task.IsCompletedSuccessfully && taken.Task.Result == request)
            over.TrySetResult();
    }
}
