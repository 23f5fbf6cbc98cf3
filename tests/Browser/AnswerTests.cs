using System.Text.Json.Nodes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Platform.Browser.Tests;

/// <summary>How an answer is written and drawn.</summary>
public class AnswerTests(BrowserFixture browser, TinyBundleFixture bundle)
{
    async Task ShowAsync(string picture, Action<JsonNode> change, Func<IPage, Task> look, int width = 1100)
    {
        await using var open = await OpenPage.StartAsync(browser, bundle, width);
        await open.ChangeAnswersAsync(change);
        await open.GiveAsync("drop", "lesion.jpg", Samples.Jpeg());
        await Expect(open.Page.Locator("#result")).ToBeVisibleAsync();
        await open.PictureAsync(picture);
        await look(open.Page);
        Assert.Empty(open.Complaints);
    }

    static Action<JsonNode> Map(int side, Func<int, double> value) =>
        answer =>
        {
            var map = answer["classActivation"]!;
            (map["width"], map["height"]) = (side, side);
            map["values"] = new JsonArray([
                .. Enumerable.Range(0, side * side).Select(i => JsonValue.Create(value(i))),
            ]);
        };

    [Fact]
    public Task Probability_IsNeverWrittenAsNothingOrAll() =>
        ShowAsync(
            "answer-certain",
            answer =>
            {
                double[] probabilities = [0.99996, 0.0004, 0];
                foreach (var (i, p) in probabilities.Index())
                    answer["predictions"]![i]!["probability"] = p;
            },
            async page =>
            {
                var shares = (await Answers.ShownAsync(page)).Select(line => line.Split(' ', 2)[1]);
                Assert.Equal([">99.9 %", "<0.1 %", "<0.1 %"], shares);
                await Expect(page.Locator("#top")).ToContainTextAsync(", >99.9 %");
                await Expect(page.Locator("#classify-status")).ToContainTextAsync(", >99.9 %,");
            }
        );

    [Fact]
    public Task HeatMap_OfOneCell_HasNoLegend_AndSaysWhy() =>
        ShowAsync(
            "map-one-cell",
            Map(1, _ => 3),
            async page =>
            {
                foreach (var id in new[] { "#heat", ".legend", "#heat-tools" })
                    await Expect(page.Locator(id)).ToBeHiddenAsync();
                await Expect(page.Locator("#heat-note")).ToContainTextAsync("one cell");
            }
        );

    [Fact]
    public Task HeatMap_WhoseCellsAllSpeakAgainst_DoesNotGlow() =>
        ShowAsync(
            "map-negative",
            Map(4, i => -1 - i),
            async page =>
            {
                Assert.Equal(0, await Answers.HeatAsync(page));
                await Expect(page.Locator("#heat-note")).ToContainTextAsync("No part of the photograph speaks for");
            }
        );

    /// <summary>Half of the cells speak for the class, and equally: they glow alike, the others not at all.</summary>
    [Fact]
    public Task HeatMap_IsClearAtZero() =>
        ShowAsync(
            "map-half",
            Map(4, i => i < 8 ? 2 : 0),
            async page =>
            {
                Task<int> Alpha(int row) =>
                    page.Locator("#heat")
                        .EvaluateAsync<int>("(c, row) => c.getContext('2d').getImageData(256, row, 1, 1).data[3]", row);
                Assert.Equal((255, 0), (await Alpha(20), await Alpha(490)));
                await Expect(page.Locator(".legend")).ToBeVisibleAsync();
                await Expect(page.Locator("#heat-note")).ToHaveTextAsync("");
            }
        );

    [Fact]
    public Task BundleWithoutTrustData_SaysSo() =>
        ShowAsync(
            "no-trust-data",
            _ => { },
            async page =>
            {
                foreach (var missing in new[] { "not calibrated", "unlike those it learnt from", "no prediction sets" })
                    await Expect(page.Locator("#untested")).ToContainTextAsync(missing);
            }
        );

    static Task<double> TopOfAsync(IPage page, string id) =>
        page.Locator(id).EvaluateAsync<double>("e => e.getBoundingClientRect().top + scrollY");

    [Theory]
    [InlineData(1100)]
    [InlineData(390)]
    public Task BundlesOwnCaveat_StandsFirst(int width) =>
        ShowAsync(
            $"caveat-{width}",
            _ => { },
            async page =>
            {
                await Expect(page.Locator("#caveat")).ToContainTextAsync("drawn images, no licence needed");
                await Expect(page.Locator("#use")).ToHaveTextAsync("research use only; not a medical device");
                foreach (var id in new[] { "#drop", "#top", "#photo", "#bars" })
                    Assert.True(await TopOfAsync(page, "#caveat") < await TopOfAsync(page, id), id);
                Assert.Equal(
                    await page.Locator("#caveat").EvaluateAsync<string>("e => getComputedStyle(e).color"),
                    await page.Locator("#caveats li").EvaluateAsync<string>("e => getComputedStyle(e).color")
                );
            },
            width
        );

    [Fact]
    public Task Phone_HasTheWarningAboveThePhotograph() =>
        ShowAsync(
            "phone-unlike",
            answer =>
                answer["unlikeTraining"] = new JsonObject
                {
                    ["unlike"] = true,
                    ["distance"] = 20,
                    ["threshold"] = 10,
                },
            async page =>
            {
                await Expect(page.Locator("#unlike")).ToBeVisibleAsync();
                foreach (var id in new[] { "#unlike", "#untested" })
                    Assert.True(await TopOfAsync(page, id) < await TopOfAsync(page, "#photo"), id);
            },
            width: 390
        );
}
