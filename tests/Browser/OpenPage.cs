using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Platform.Inference.Security;
using Platform.Inference.Serving;

namespace Platform.Browser.Tests;

/// <summary>The page of a real server, and what the browser complained about.</summary>
sealed class OpenPage : IAsyncDisposable
{
    readonly WebApplication app;
    readonly IBrowserContext context;

    public IPage Page { get; }
    public string Address { get; }
    public ConcurrentQueue<string> Complaints { get; } = [];
    public ConcurrentQueue<string> Requests { get; } = [];

    OpenPage(WebApplication app, IBrowserContext context, IPage page, string address)
    {
        (this.app, this.context, Page, Address) = (app, context, page, address);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => Complaints.Enqueue(error);
        page.Request += (_, request) => Requests.Enqueue(request.Url);
    }

    public static Task<OpenPage> StartAsync(
        BrowserFixture browser,
        TinyBundleFixture bundle,
        int width = 1100,
        int height = 900,
        string? keys = null
    ) => StartAsync(browser, bundle.Path, width, height, keys);

    /// <param name="bundle">the folder of its versions</param>
    public static async Task<OpenPage> StartAsync(
        BrowserFixture browser,
        string bundle,
        int width = 1100,
        int height = 900,
        string? keys = null,
        double? prevalence = null
    )
    {
        var context = await browser.OpenAsync(width, height);
        var options = new ServeOptions
        {
            Ports = new() { HttpPort = 0 },
            Security = new SecurityOptions { Keys = keys },
            Classification = new() { Prevalence = prevalence },
        };
        var app = Server.Create(bundle, options, logging => logging.SetMinimumLevel(LogLevel.Warning));
        var address = (await Server.StartAsync(app, options)).Http!;
        var open = new OpenPage(app, context, await context.NewPageAsync(), address);
        await open.Page.GotoAsync(address);
        return open;
    }

    /// <summary>What the server answers, changed before the page gets it.</summary>
    public Task ChangeAnswersAsync(Action<JsonNode> change) =>
        Page.RouteAsync(
            "**/v1/classify",
            async route =>
            {
                var answer = JsonNode.Parse(await (await route.FetchAsync()).TextAsync())!;
                change(answer);
                await route.FulfillAsync(new() { ContentType = "application/json", Body = answer.ToJsonString() });
            }
        );

    /// <summary>Holds the next call back until it is let go; those after it pass.</summary>
    public async Task<HeldCall> HoldNextAsync(string path)
    {
        var held = new HeldCall(Page);
        await Page.RouteAsync($"**{path}", held.TakeAsync);
        return held;
    }

    /// <summary>Where LESION_SCREENSHOTS names a folder: to be looked at.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("LESION_SCREENSHOTS") is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }

    /// <summary>As a person who drags a file into the window, or pastes one.</summary>
    public Task GiveAsync(string how, string name, byte[] content) =>
        Page.EvaluateAsync(
            """
            ([how, name, content]) => {
              const data = new DataTransfer();
              data.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name));
              document.getElementById('drop').dispatchEvent(how === 'paste'
                ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true })
                : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
            }
            """,
            new[] { how, name, Convert.ToBase64String(content) }
        );

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
