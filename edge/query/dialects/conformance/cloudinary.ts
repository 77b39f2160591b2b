import { always, approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const model = unsupported('it needs a machine-learning model; none runs here');
const draws = unsupported('text and other images are not drawn onto an image; use HTML and CSS');
const video = unsupported('videos, documents and 3D models are not supported');
const filters = unsupported('there is no such adjustment here');
const encoder = unsupported('encoder settings follow from format and quality');
const variables = unsupported('expressions are not evaluated');
const box = 'w=40&h=40';
const tall = 'w=10&h=40&c=fill';

/** Names as the path writes them, with `=` for the first underscore. Components of a chain are read together. */
export const cloudinaryConformance: ConformanceTable = {
  service: 'Cloudinary',
  pages: [
    'https://cloudinary.com/documentation/transformation_reference',
    'https://cloudinary.com/documentation/image_resize_modes',
    'https://cloudinary.com/documentation/image_padding_modes',
    'https://cloudinary.com/documentation/image_crop_modes',
  ],
  parameters: {
    w: supported('w=40'),
    'w=0.5': supported(''),
    'w=auto w=auto:100 w=auto:100:400': always(
      'the width comes from the browser’s client hints; without them it is the original’s',
    ),
    'w=auto:breakpoints': unsupported('the ladder of widths is in the configuration'),
    'w=iw h=ih': variables,
    h: supported('h=40'),
    ar: supported('ar=1:1', 'w=40&c=fill'),
    dpr: approximated('from 0.5 to 5', 'dpr=2.0', 'w=20'),
    'dpr=auto': unsupported('the page says it in srcset, or `w_auto` reads the client hints'),
    // resize and crop
    c: supported('c=fill', box),
    'c=scale': supported('', `${box}&c=fill`),
    'c=fill c=fit c=limit c=pad c=lpad': supported('', box),
    'c=lfill': supported('', 'w=200&h=40'),
    'c=mfit c=mpad': supported('', 'w=200&h=40'),
    'c=crop': supported('', box),
    'c=auto c=fill_pad c=thumb': approximated(
      'crops to the box, around the most salient part or what `g` names',
      '',
      box,
    ),
    'c=auto_pad': approximated('like pad', '', box),
    'c=imagga_scale c=imagga_crop': model,
    x: supported('x=20', 'w=30&h=30&c=crop&y=5'),
    y: supported('y=20', 'w=30&h=30&c=crop&x=5'),
    z: unsupported('faces are not detected'),
    g: supported('g=west', tall),
    'g=east g=north_west g=south_east g=north_east g=south_west g=west': supported('', tall),
    'g=north g=south': supported('', 'w=60&h=10&c=fill'),
    'g=center': supported('', `${tall}&g=west`),
    'g=auto g=face g=faces g=auto:subject g=auto:classic g=face:center g=face:auto g=faces:center g=faces:auto g=auto:adv_face g=auto:adv_faces g=auto:adv_eyes g=auto:body g=auto:face g=auto:faces g=auto:custom_no_override g=auto:none g=auto:cat_50 g=auto:dog_avoid':
      approximated('crops to the most salient part: faces and objects are not detected', '', tall),
    'g=xy_center g=liquid g=custom g=custom:face g=custom:faces g=custom:adv_face g=custom:adv_faces g=body g=body:face g=adv_face g=adv_faces g=adv_eyes g=track_person g=ocr_text g=person g=bird g=dog g=cat g=microwave g=refrigerator g=bottle g=sink g=skateboard g=background g=aeroplane g=bicycle g=boat g=bus g=car g=chair g=cow g=diningtable g=horse g=motorbike g=pottedplant g=sheep g=sofa g=train g=tvmonitor':
      unsupported('the center is kept: nothing is detected, and no regions are stored'),
    // format and quality
    q: supported('q=10', 'w=40'),
    'q=auto q=auto:best q=auto:good q=auto:eco q=auto:low q=80:420 q=auto:good:444': supported('', 'w=40&q=100'),
    'q=auto:sensitive q=jpegmini q=jpegmini:best q=jpegmini:high q=jpegmini:medium': encoder,
    f: supported('f=webp', 'w=40'),
    'f=auto f=avif f=gif f=png f=webp f=auto:image f=auto:animated': supported('', 'w=40'),
    'f=jpg f=jpeg': supported('', 'w=40', 'alpha.png'),
    'f=jxl f=jpc f=jpe f=jxr f=hdp f=flif f=heif f=tif f=tga f=djvu f=ai f=eps3 f=ept f=ps f=indd f=fxb f=spd f=arw f=cr2 f=usdz f=gltf f=jp2 f=wdp f=tiff f=bmp f=ico f=heic f=eps f=psd f=svg f=aac f=aiff f=amr f=flac f=m4a f=mp3 f=ogg f=opus f=wav f=3g2 f=3gp f=avi f=flv f=m2ts f=m3u8 f=mkv f=mov f=mpd f=mpeg f=mts f=mxf f=ts f=wmv f=mp4 f=webm f=ogv f=pdf f=glb':
      unsupported('there is no encoder for it here; the format stays as it is'),
    // turns, background, shape
    a: supported('a=90'),
    'a=-20 a=180': supported(''),
    'a=hflip a=vflip a=hflip.vflip a=vflip.90': supported('', 'w=40'),
    'a=auto a=auto_right a=auto_left a=exif a=ignore': always('images are upright by their EXIF orientation'),
    b: supported('b=rgb:336699', 'w=40', 'alpha.png'),
    'b=white b=rgb:369 b=rgb:33669980': supported('', 'w=40', 'alpha.png'),
    'b=tomato': unsupported('of CSS’s color names, only the twenty basic ones are known'),
    'b=auto b=auto:predominant b=blurred b=gen_fill': unsupported('a background has one color, given in the URL'),
    bo: supported('bo=4px_solid_rgb:336699', 'w=40'),
    'bo=4px_solid_red': supported('', 'w=40'),
    r: supported('r=9', 'w=40'),
    'r=max r=5:9 r=5:9:2 r=5:9:2:0': supported('', 'w=40'),
    // effects
    e: supported('e=sepia', 'w=40'),
    'e=grayscale e=negate e=sepia e=brightness e=contrast e=saturation e=gamma e=sepia:30 e=blur e=blur:300 e=brightness:30 e=contrast:30 e=saturation:-50 e=gamma:50':
      supported('', 'w=40'),
    'e=hue e=hue:40 e=sharpen e=sharpen:100 e=pixelate e=pixelate:10': approximated(
      'by this project’s own adjustment of that name',
      '',
      'w=40',
    ),
    'e=blackwhite': approximated('shades of gray, not only black and white', '', 'w=40'),
    'e=trim e=trim:20': supported('', '', 'framed.png'),
    'e=improve e=vibrance e=oil_paint e=cartoonify e=vignette e=outline e=shadow e=art:zorro e=colorize e=tint e=fill_light e=auto_brightness e=auto_color e=auto_contrast e=brightness_hsb e=light e=noise e=opacity_threshold e=ordered_dither e=red e=green e=blue e=recolor e=replace_color e=make_transparent e=gradient_fade e=distort e=shear e=displace e=morphology_tool e=morph e=unsharp_mask e=vectorize e=simulate_colorblind e=assist_colorblind e=lut e=theme e=viesus_correct e=multiply e=screen e=overlay e=mask e=cut_out e=bgremoval e=camera e=swap_image e=tiled e=style_transfer e=desaturation e=tilt_shift e=anti_removal e=al_dente':
      filters,
    'e=background_removal e=gen_fill e=gen_remove e=gen_replace e=gen_recolor e=gen_restore e=gen_background_replace e=upscale e=enhance e=extract e=redeye e=adv_redeye e=blur_faces e=pixelate_faces e=dropshadow e=drop_shadow':
      model,
    'e=blur_region e=pixelate_region': unsupported('an effect covers the whole image'),
    'e=loop e=fade e=accelerate e=boomerang e=deshake e=reverse e=volume e=preview e=transition e=zoompan e=waveform':
      video,
    // named, default, flags
    t: approximated('a preset from the configuration, in this project’s own parameters'),
    d: approximated('an image that the configuration names'),
    fl: supported('fl=attachment', 'w=40'),
    'fl=attachment fl=attachment:cat fl=progressive.attachment': supported('', 'w=40'),
    'fl=lossless': supported('', 'w=40&f=webp'),
    'fl=png8': supported('', 'w=40'),
    'fl=keep_iptc fl=keep_attribution': approximated(
      'author, credit and rights stay, nothing else',
      '',
      'w=40',
      'rights.jpg',
    ),
    'fl=progressive fl=progressive:none fl=progressive:semi fl=progressive:steep fl=lossy fl=strip_profile fl=force_strip fl=sanitize fl=awebp fl=animated fl=any_format fl=preserve_transparency':
      always('images are always written this way'),
    'fl=getinfo': unsupported('use `format=json`, one of this project’s own parameters, for facts about an image'),
    'fl=force_icc fl=keep_dar fl=png24 fl=png32 fl=apng fl=tiff8_lzw fl=original': encoder,
    'fl=layer_apply fl=cutter fl=tiled fl=text_no_trim fl=text_disallow_overflow fl=no_overflow fl=replace_image fl=ignore_mask_channels':
      draws,
    'fl=relative fl=region_relative fl=ignore_aspect_ratio fl=clip fl=clip_evenodd fl=rasterize fl=c2pa fl=immutable_cache':
      unsupported('it has no effect here'),
    'fl=splice fl=truncate_ts fl=no_stream fl=streaming_attachment fl=hlsv3 fl=alternate fl=mono fl=draco fl=waveform':
      video,
    'l u co o': draws,
    'cs dn bl': encoder,
    'if fn p': variables,
    pg: approximated('one frame of an animation, not several, nor a page or a layer', 'pg=2', 'w=20', 'animation.gif'),
    'br du eo so fps ki vc ac af sp vs dl': video,
  },
};
